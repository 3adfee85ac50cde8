using System.CommandLine;

namespace CallGrains.Tool.Calls;

/// <summary>A call, message thread or conference, as a person names it and as the control API does.</summary>
/// <param name="Plural">What the API has it under: <c>calls</c>, <c>threads</c> or <c>conferences</c>.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct GrainRef(string Plural, string Id)
{
    private static readonly (string Prefix, string Plural)[] Kinds = [("call/", "calls"), ("thread/", "threads"), ("conference/", "conferences")];

    /// <summary>The path of the API.</summary>
    public string Path => $"/api/{Plural}/{Uri.EscapeDataString(Id)}";

    /// <summary>The path of its live feed.</summary>
    public string LivePath => $"/api/live/{Plural}/{Uri.EscapeDataString(Id)}";

    /// <summary>The argument that names one.</summary>
    public static Argument<string> Argument() => new("ID") { Description = "A call's id, as the control API and the carrier have it; thread/OURS~THEIRS and conference/NAME for the others." };

    /// <summary>Reads what a person wrote: an id of a call, or a kind, a slash and an id.</summary>
    public static GrainRef Parse(string text)
    {
        foreach (var (prefix, plural) in Kinds)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new GrainRef(plural, text[prefix.Length..]);
            }
        }

        return new GrainRef(text.StartsWith('+') && text.Contains('~', StringComparison.Ordinal) ? "threads" : "calls", text);
    }
}
