namespace CallGrains.Flows;

/// <summary>How words of the wire compare: ignoring case.</summary>
internal static class Wire
{
    public static bool Same(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    public static string Lower(string? value) => value?.ToLowerInvariant() ?? "";
}
