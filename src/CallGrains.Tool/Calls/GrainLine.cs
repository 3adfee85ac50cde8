using System.Globalization;
using System.Text.Json;

namespace CallGrains.Tool.Calls;

/// <summary>A call, thread or conference in a few words, from what the control API says of it.</summary>
internal static class GrainLine
{
    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static readonly string[] Columns = ["id", "state", "flow", "from", "to", "began", "end", "status"];

    public static string[] Cells(JsonElement grain) =>
    [
        Text(grain, "id"), Text(grain, "state"), Text(grain, "flow") is { Length: > 0 } flow ? $"{flow} v{grain.GetProperty("version")}" : "-",
        Text(grain, "from") + Text(grain, "own") + Text(grain, "number"), Text(grain, "to") + Text(grain, "peer"), Time(grain, "createdAt"),
        Text(grain, "cause"), Text(grain, "fault") is { Length: > 0 } fault ? $"FAULT {fault}" : Text(grain, "status"),
    ];

    /// <summary>One line, for a list that is watched.</summary>
    public static string Of(JsonElement grain) => string.Join("  ", Cells(grain).Where(c => c.Length > 0));

    /// <summary>A field that is a text; empty when it is missing.</summary>
    public static string Text(JsonElement grain, string name) => grain.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Time(JsonElement grain, string name) =>
        grain.TryGetProperty(name, out var value) && value.TryGetDateTimeOffset(out var at) ? at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
}
