using System.Text;

namespace CallGrains.Storage.Tests;

/// <summary>
/// Appends of one grain whose content follows from their number, so that a test can tell what it finds.
/// </summary>
internal static class Samples
{
    public static FlowAddress Call(int number) => FlowAddress.Call($"c-{number}");

    public static string Text(int grain, long number) => $"grain {grain}, entry {number}";

    public static JournalAppend Append(int grain, long number, int rawLength = 0) => new(
        number - 1,
        [new StoredEntry(Encoding.UTF8.GetBytes(Text(grain, number)), new byte[rawLength])],
        new GrainSummary { Address = Call(grain), Sequence = number, Flow = "front-desk", WakeAt = DateTimeOffset.UnixEpoch.AddSeconds(number) });

    /// <summary>
    /// Asserts that the grain has exactly the entries 1 to <paramref name="count"/>, untouched, and a summary to match.
    /// </summary>
    public static async Task AssertHasAsync(this IJournal journal, int grain, long count)
    {
        var history = await journal.ReadAsync(Call(grain));
        Assert.Equal(count, history?.Summary.Sequence ?? 0);
        Assert.Equal(
            Enumerable.Range(1, (int)count).Select(number => Text(grain, number)),
            history?.Entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)) ?? []);
        Assert.Equal(count == 0 ? null : DateTimeOffset.UnixEpoch.AddSeconds(count), history?.Summary.WakeAt);
    }
}
