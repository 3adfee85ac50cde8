using System.Globalization;

namespace CallGrains.Simulator.Web;

/// <summary>
/// How far a page has read: every request and callback up to these numbers, of one run of the simulator.
/// </summary>
internal sealed record LiveCursor(string Instance, long Requests, long Callbacks)
{
    /// <summary>Reads a <c>Last-Event-ID</c>; what is none, or of another run, begins anew.</summary>
    public static LiveCursor Read(string? text, string instance)
    {
        var parts = (text ?? "").Split('.');
        return parts.Length == 3 && parts[0] == instance && Number(parts[1]) is { } requests && Number(parts[2]) is { } callbacks
            ? new LiveCursor(instance, requests, callbacks)
            : new LiveCursor(instance, 0, 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instance}.{Requests}.{Callbacks}");

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
