using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Refuses to start with an API that is open to everybody, or with keys that can be guessed.</summary>
internal sealed class OperationsOptionsValidator(IHostEnvironment environment) : IValidateOptions<OperationsOptions>
{
    private const int Shortest = 16, LongestName = 64, HashDigits = 64;
    private const string Key = OperationsOptions.Section + ":ApiKeys";

    public ValidateOptionsResult Validate(string? name, OperationsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(OperationsOptions options)
    {
        if (!options.HasKeys && !options.OpenIdConnect.IsOn && !environment.IsDevelopment())
        {
            yield return $"{Key} is empty, but the environment is {environment.EnvironmentName}, where the control API needs a key; set {Key}:0 "
                + $"(as an environment variable: {Key.Replace(":", "__", StringComparison.Ordinal)}__0) to a secret of {Shortest} characters or more, for example from: openssl rand -hex 32.";
        }

        if (options.TraceUrl is { } url && !(url.Contains("{trace}", StringComparison.Ordinal) && Uri.TryCreate(url.Replace("{trace}", "0", StringComparison.Ordinal), UriKind.Absolute, out var place) && place.Scheme is "http" or "https"))
        {
            yield return $"{OperationsOptions.Section}:TraceUrl is '{url}'; write an address with {{trace}} in it, such as https://jaeger.example.com/trace/{{trace}}.";
        }

        foreach (var (list, name) in Names(options).Where(n => n.Name.Length is 0 or > LongestName || !n.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')))
        {
            yield return $"{OperationsOptions.Section}:{list} has a key with a name of {name.Length} characters; use 1 to {LongestName} letters, digits, '.', '-' and '_'.";
        }

        foreach (var (name, key) in options.HashedKeys.Where(k => k.Value.Sha256.Length != HashDigits || !k.Value.Sha256.All(char.IsAsciiHexDigit)))
        {
            yield return $"{OperationsOptions.Section}:HashedKeys:{name}:Sha256 has {key.Sha256.Length} characters and is not the SHA-256 of a key in {HashDigits} hexadecimal digits; make both with: callgrains key {name}.";
        }

        foreach (var (name, key) in options.HashedKeys.Where(k => !Enum.IsDefined(k.Value.Role)))
        {
            yield return $"{OperationsOptions.Section}:HashedKeys:{name}:Role is {key.Role}; write Read, Operate or Admin.";
        }

        foreach (var name in options.HashedKeys.Keys.Where(options.NamedKeys.ContainsKey))
        {
            yield return $"{OperationsOptions.Section}: '{name}' is a name both in NamedKeys and in HashedKeys; leave one of the two out.";
        }

        foreach (var fault in options.OpenIdConnect.Faults(environment.IsDevelopment()))
        {
            yield return fault;
        }

        foreach (var (name, key) in options.All.Where(k => k.Key.Length < Shortest || k.Key.Any(c => c is <= ' ' or > '~')))
        {
            var path = name.StartsWith("ApiKeys:", StringComparison.Ordinal) ? name : $"NamedKeys:{name}";
            yield return $"{OperationsOptions.Section}:{path} has {key.Length} characters; use {Shortest} or more, printable ASCII without spaces, for example from: openssl rand -hex 32.";
        }
    }

    private static IEnumerable<(string List, string Name)> Names(OperationsOptions options) =>
        options.NamedKeys.Keys.Select(n => ("NamedKeys", n)).Concat(options.HashedKeys.Keys.Select(n => ("HashedKeys", n)));
}
