namespace CallGrains;

/// <summary>
/// Whether the other side of a call or text can be reached: callers may withhold their numbers (<c>anonymous</c>,
/// nothing at all), and come from SIP.
/// <code>
/// if (Party.CanBeTexted(call.From)) await call.SendAsync(call.From, "Sorry that we missed you.");
/// </code>
/// </summary>
public static class Party
{
    /// <summary>Shorter ones are service codes: they call, and nobody answers there.</summary>
    private const int FewestDigits = 7;

    /// <summary>Whether a party can be called: a number in E.164, or a SIP address.</summary>
    /// <param name="party">What the carrier tells as the party; null when it tells none.</param>
    public static bool CanBeCalled(string? party) => IsNumber(party) || IsSip(party);

    /// <summary>Whether a party can be texted: a number in E.164.</summary>
    /// <param name="party">What the carrier tells as the party; null when it tells none.</param>
    public static bool CanBeTexted(string? party) => IsNumber(party);

    private static bool IsNumber(string? party) => E164.IsNumber(party) && party.Length > FewestDigits;

    private static bool IsSip(string? party) =>
        party is not null && party.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && party.IndexOf('@', StringComparison.Ordinal) is > 4 and var at && at < party.Length - 1
        && !party.StartsWith("sip:anonymous@", StringComparison.OrdinalIgnoreCase);
}
