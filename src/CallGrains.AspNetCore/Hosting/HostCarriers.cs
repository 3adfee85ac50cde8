using System.Text.RegularExpressions;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>The carriers that a host can have, by their names, and what may be said of them.</summary>
internal static partial class HostCarriers
{
    public const string Bandwidth = "bandwidth", Telnyx = "telnyx";

    private static readonly string[] All = [Bandwidth, Telnyx];

    /// <summary>All that is wrong with what the settings say of carriers.</summary>
    public static IEnumerable<string> Faults(HostSettings settings)
    {
        if (!All.Contains(settings.Carrier))
        {
            yield return $"CallGrains:Carrier is '{settings.Carrier}'; write {Bandwidth} or {Telnyx}.";
        }
        else if (settings.Carriers.Count > 0 && !settings.Carriers.ContainsKey(settings.Carrier))
        {
            yield return $"CallGrains:Carriers has no '{settings.Carrier}', which CallGrains:Carrier names; add it, or write one of {string.Join(", ", settings.Carriers.Keys.Order(StringComparer.Ordinal))} there.";
        }

        if (settings.Provision == true && !settings.CarrierNames.Contains(Bandwidth))
        {
            yield return "CallGrains:Provision is true, but numbers at Telnyx are bound by 'callgrains provision' or by hand; leave it out.";
        }

        foreach (var (name, route) in settings.Carriers)
        {
            foreach (var fault in All.Contains(name) ? Faults($"CallGrains:Carriers:{name}", route) : [$"CallGrains:Carriers:{name} is no carrier; write {Bandwidth} or {Telnyx}."])
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Faults(string section, CarrierRoute route)
    {
        foreach (var number in route.Numbers.Where(n => !E164.IsNumber(n) && !Party.IsShortCode(n)))
        {
            yield return $"{section}:Numbers has '{number}'; write numbers such as +15550100, or short codes.";
        }

        foreach (var (prefix, cost) in route.Routes.Where(r => r.Value < 0 || !Prefix().IsMatch(r.Key)))
        {
            yield return cost < 0 ? $"{section}:Routes:{prefix} is {cost}; write a cost of 0 or more." : $"{section}:Routes has '{prefix}'; write the beginning of a number such as +49, + for all, or sip:.";
        }

        if (route.CallerId is { } shown && shown != CarrierRoute.SameCallerId && !E164.IsNumber(shown))
        {
            yield return $"{section}:CallerId is '{shown}'; write a number such as +15550100, or {CarrierRoute.SameCallerId}.";
        }
    }

    [GeneratedRegex(@"^(\+[0-9]{0,15}|sips?:.{0,200})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
