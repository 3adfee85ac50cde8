using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>
/// What Catapult's log of a call tells about our commands: how much audio began and ended, which gathers ran, why it
/// ended.
/// </summary>
internal sealed record CallLog(int AudioStarts, int AudioEnds, IReadOnlyList<string> Gathers, bool IsOver, string? HangupCause)
{
    public static CallLog Of(IReadOnlyList<CallLogEntry> entries) => new(
        entries.Count(e => e is { Name: "playback", Data: "start" }),
        entries.Count(e => e is { Name: "playback", Data: "done" }),
        entries.Where(e => e.Name == "CHANNEL_EXECUTE").Select(e => GatherIn(e.Data)).OfType<string>().ToList(),
        entries.Any(e => e.Name == "hangup"),
        entries.LastOrDefault(e => e.Name == "hangup")?.Data is { Length: > 0 } cause ? cause : null);

    /// <summary>
    /// An executed gather names its id in <c>applicationData</c>, where the carrier is so kind (our simulator is).
    /// </summary>
    private static string? GatherIn(string? data)
    {
        if (data is null || !data.Contains("gather", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.GetProperty("applicationName").ValueEquals("gather") ? json.RootElement.GetProperty("applicationData").GetString() : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
