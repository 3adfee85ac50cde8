using System.Text;

namespace CallGrains.Testing;

/// <summary>Appends and summaries for checks of a journal.</summary>
internal static class JournalSamples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static FlowAddress Call(int number) => FlowAddress.Call($"c-{number:d6}");

    public static GrainSummary Summary(FlowAddress address, long sequence) => new()
    {
        Address = address,
        Sequence = sequence,
        Flow = "front-desk",
        FlowVersion = 1,
        Direction = "in",
        From = "+15550001",
        To = "+15550100",
        CreatedAt = Start,
    };

    /// <summary>An append of one entry for each text.</summary>
    public static JournalAppend Append(FlowAddress address, long expected, params IReadOnlyList<string> bodies) =>
        new(expected, [.. bodies.Select(body => Entry(body))], Summary(address, expected + bodies.Count));

    public static StoredEntry Entry(string body, string raw = "") => new(Encoding.UTF8.GetBytes(body), Encoding.UTF8.GetBytes(raw));

    /// <summary>An append of no entry worth mentioning, for checks of the index.</summary>
    public static JournalAppend Append(GrainSummary summary) =>
        new(summary.Sequence - 1, [Entry($"{{\"entry\":{summary.Sequence}}}")], summary);

    public static string Text(StoredEntry entry) => Encoding.UTF8.GetString(entry.Body.Span);

    public static async Task<JournalHistory> ReadKnownAsync(this IJournal journal, FlowAddress address) =>
        await journal.ReadAsync(address) ?? throw new ConformanceException($"{address} was written, but reads as unknown.");

    public static async Task RequireBodiesAsync(this IJournal journal, FlowAddress address, params IReadOnlyList<string> bodies)
    {
        var history = await journal.ReadKnownAsync(address);
        Require.Equal(bodies.Count, history.Summary.Sequence, $"The summary's number of {address}");
        Require.SameOrder(bodies, history.Entries.Select(Text), $"The entries of {address}");
    }
}
