using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Refuses to start with an API that is open to everybody, or with keys that can be guessed.</summary>
internal sealed class OperationsOptionsValidator(IHostEnvironment environment) : IValidateOptions<OperationsOptions>
{
    private const int Shortest = 16;
    private const string Key = OperationsOptions.Section + ":ApiKeys";

    public ValidateOptionsResult Validate(string? name, OperationsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(OperationsOptions options)
    {
        if (options.ApiKeys.Count == 0 && !environment.IsDevelopment())
        {
            yield return $"{Key} is empty, but the environment is {environment.EnvironmentName}, where the control API needs a key; set {Key}:0 "
                + $"(as an environment variable: {Key.Replace(":", "__", StringComparison.Ordinal)}__0) to a secret of {Shortest} characters or more, for example from: openssl rand -hex 32.";
        }

        for (var i = 0; i < options.ApiKeys.Count; i++)
        {
            if (options.ApiKeys[i].Length < Shortest || options.ApiKeys[i].Any(c => c is <= ' ' or > '~'))
            {
                yield return $"{Key}:{i} has {options.ApiKeys[i].Length} characters; use {Shortest} or more, printable ASCII without spaces, for example from: openssl rand -hex 32.";
            }
        }
    }
}
