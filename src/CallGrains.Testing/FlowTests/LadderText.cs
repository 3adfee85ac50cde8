using System.Globalization;
using System.Text;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>A trace in columns: time, callers and carrier, host.</summary>
internal static class LadderText
{
    private const int Width = 64;

    public static string Of(TraceLog trace)
    {
        var text = new StringBuilder($"{"time",10}  {"callers and carrier".PadRight(Width)}      host\n");
        foreach (var line in trace.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Since(trace, line.At),10}  ").AppendLine(Columns(line).TrimEnd());
        }

        return text.ToString();
    }

    public static string Since(TraceLog trace, DateTimeOffset at)
    {
        var time = at - trace.Start;
        return time < TimeSpan.FromMinutes(1) ? time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) : time.ToString(time < TimeSpan.FromHours(1) ? @"m\:ss\.fff" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
    }

    private static string Columns(TraceLine line) => (line.From, line.To) switch
    {
        (Lane.Carrier, Lane.Host) => $"  {line.Text.PadRight(Width - 2)} ──▶",
        (Lane.Host, Lane.Carrier) => $"{"",-Width} ◀──  {line.Text}",
        (Lane.Host, Lane.Host) => $"{"",-Width}      {line.Text}",
        _ => line.Text,
    };
}
