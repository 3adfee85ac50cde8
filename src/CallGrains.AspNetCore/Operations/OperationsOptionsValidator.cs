using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Refuses to start with an API that is open to everybody, or with keys that can be guessed.</summary>
internal sealed class OperationsOptionsValidator(IHostEnvironment environment) : IValidateOptions<OperationsOptions>
{
    private const int Shortest = 16, LongestName = 64;
    private const string Key = OperationsOptions.Section + ":ApiKeys";

    public ValidateOptionsResult Validate(string? name, OperationsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(OperationsOptions options)
    {
        if (!options.All.Any() && !environment.IsDevelopment())
        {
            yield return $"{Key} is empty, but the environment is {environment.EnvironmentName}, where the control API needs a key; set {Key}:0 "
                + $"(as an environment variable: {Key.Replace(":", "__", StringComparison.Ordinal)}__0) to a secret of {Shortest} characters or more, for example from: openssl rand -hex 32.";
        }

        foreach (var name in options.NamedKeys.Keys.Where(n => n.Length is 0 or > LongestName || !n.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')))
        {
            yield return $"{OperationsOptions.Section}:NamedKeys has a key with a name of {name.Length} characters; use 1 to {LongestName} letters, digits, '.', '-' and '_'.";
        }

        foreach (var (name, key) in options.All.Where(k => k.Key.Length < Shortest || k.Key.Any(c => c is <= ' ' or > '~')))
        {
            var path = name.StartsWith("ApiKeys:", StringComparison.Ordinal) ? name : $"NamedKeys:{name}";
            yield return $"{OperationsOptions.Section}:{path} has {key.Length} characters; use {Shortest} or more, printable ASCII without spaces, for example from: openssl rand -hex 32.";
        }
    }
}
