namespace CallGrains.Events;

/// <summary>How words and ids of the wire are compared and checked.</summary>
internal static class Wire
{
    private const int LongestId = 256;

    public static bool Same(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    public static string Lower(string? value) => value?.ToLowerInvariant() ?? "";

    /// <summary>Whether a text can be an id: 1 to 256 characters without spaces and control characters.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
