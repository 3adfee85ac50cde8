using System.Text.RegularExpressions;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Takes out of what is logged or traced whatever is a caller's or a key: of a phone number the last two digits stay,
/// of a URL the address without its query and without what is long enough to be a token.
/// </summary>
internal static partial class Masking
{
    /// <summary>What stands in the place of what is hidden.</summary>
    public const string Hidden = "***";

    /// <summary>
    /// The address as telemetry shows it. Ids of calls are the carrier's, and stay; a conference may have been named by
    /// a number.
    /// </summary>
    public static string Of(FlowAddress grain) => grain.Kind == GrainKind.Call ? grain.ToString() : Of(grain.ToString());

    /// <summary>A text without numbers, and without what is secret in its URLs.</summary>
    public static string Of(string text) => MayHold(text) ? Number().Replace(Token().Replace(Url().Replace(text, Bare), Hidden), Last) : text;

    private static bool MayHold(string text) => text.AsSpan().ContainsAnyInRange('0', '9') || text.Contains('/', StringComparison.Ordinal);

    private static string Bare(Match url)
    {
        var path = User().Replace(url.Value.Split('?', '#')[0], $"//{Hidden}@");
        return url.Value.Contains('?', StringComparison.Ordinal) ? path + "?" + Hidden : path;
    }

    private static string Last(Match number) => Hidden + number.Value[^2..];

    [GeneratedRegex(@"https?://[^\s'""<>]+")]
    private static partial Regex Url();

    [GeneratedRegex("//[^/@]+@")]
    private static partial Regex User();

    /// <summary>A capability URL's token.</summary>
    [GeneratedRegex(@"(?<=/[if]/)[\w~.-]{16,}")]
    private static partial Regex Token();

    /// <summary>
    /// With a plus, as it is or as URLs write it; else so long that it is a number, and no part of an id.
    /// </summary>
    [GeneratedRegex(@"(?:\+|%2[Bb])\d{4,15}|(?<![\w.-])\d{7,15}(?![\w-])")]
    private static partial Regex Number();
}
