using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>Finds all that is wrong with the options at once, at start.</summary>
internal sealed class IngressOptionsValidator(IEnumerable<ICallbackProtocol> protocols, IHostEnvironment environment) : IValidateOptions<IngressOptions>
{
    private const int Smallest = 1024;
    // The server buffers 1 MiB of a request; what is read in one piece must fit well within.
    private const int Largest = 512 * 1024;

    public ValidateOptionsResult Validate(string? name, IngressOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(IngressOptions options)
    {
        if (options.MaxCallbackBytes is < Smallest or > Largest)
        {
            yield return $"{IngressOptions.Section}:MaxCallbackBytes is {options.MaxCallbackBytes}; set {Smallest} to {Largest}.";
        }

        if (options.MostRefusedAMinute < 0)
        {
            yield return $"{IngressOptions.Section}:MostRefusedAMinute is {options.MostRefusedAMinute}; write a number of callbacks, or 0 for any number.";
        }

        if (options.MostUnclaimedAMinute < 0)
        {
            yield return $"{IngressOptions.Section}:MostUnclaimedAMinute is {options.MostUnclaimedAMinute}; write a number of callbacks, or 0 for any number.";
        }

        var known = protocols.Select(p => p.Carrier).ToList();
        foreach (var carrier in options.Carriers.Keys.Where(c => !known.Contains(c, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{IngressOptions.Section}:Carriers:{carrier} names no carrier of this process; it has: {string.Join(", ", known)}.";
        }

        foreach (var carrier in environment.IsDevelopment() ? [] : options.OpenTo(protocols))
        {
            yield return $"Anybody could send callbacks of {carrier}, for which the environment {environment.EnvironmentName} is no place. Set {IngressOptions.Section}:SignedOnly=true to take only URLs that "
                + $"this installation signs (CallGrains:Provision=true gives them to the carrier), or {IngressOptions.Section}:Credentials:User and :Password, which the carrier's callback URLs then hold "
                + "(https://user:password@host/…). A carrier that signs what it sends needs neither.";
        }

        var all = options.Carriers.Select(c => (Key: $"Carriers:{c.Key}", c.Value));
        foreach (var (key, credentials) in options.Credentials is { } global ? all.Prepend(("Credentials", global)) : all)
        {
            if (credentials.User.Length == 0 || credentials.User.Contains(':') || credentials.Password.Length == 0)
            {
                yield return $"{IngressOptions.Section}:{key} has user '{credentials.User}' and a password of {credentials.Password.Length} characters; "
                    + "set a User without a colon and a Password, or leave both out to ask for nothing.";
            }
        }
    }
}
