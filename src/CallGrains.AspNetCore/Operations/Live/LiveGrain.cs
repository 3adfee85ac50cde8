using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.AspNetCore.Operations;

/// <summary>One grain with its journal, and then each entry that it gets.</summary>
/// <param name="journal">Where it is read.</param>
/// <param name="address">Which one.</param>
/// <param name="tell">Its line for the reader.</param>
/// <param name="form">How that line is written.</param>
/// <param name="known">The last entry that the reader knows; null for none.</param>
internal sealed class LiveGrain<T>(IJournal journal, FlowAddress address, Func<GrainSummary, T> tell, JsonTypeInfo<T> form, long? known) : ILiveSource
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(250), Slow = TimeSpan.FromSeconds(2);

    private long? _known = known;
    private long? _read;

    public TimeSpan Pace { get; private set; } = Fast;

    public async Task<LiveChange?> ReadAsync(CancellationToken cancellationToken)
    {
        var summary = await journal.ReadSummaryAsync(address, cancellationToken);
        if (summary is not null && summary.Sequence == _read)
        {
            return null;
        }

        if (summary is null || await journal.ReadAsync(address, cancellationToken) is not { } history)
        {
            var isNews = _read != 0;
            (_known, _read) = (null, 0);
            return isNews ? new LiveChange("gone", null, "{}") : null;
        }

        Pace = history.Summary.State == GrainState.Ended ? Slow : Fast;
        return Tell(history);
    }

    private LiveChange Tell(JournalHistory history)
    {
        // What the reader knows may have been forgotten here, or be of another journal.
        var from = _known is { } last && last <= history.Summary.Sequence && last >= history.First - 1 ? last : (long?)null;
        var fresh = from is { } sequence ? history with { Entries = [.. history.Entries.Skip((int)(sequence - history.First + 1))] } : history;
        _known = _read = history.Summary.Sequence;
        return new LiveChange(
            from is null ? "snapshot" : "change",
            history.Summary.Sequence.ToString(CultureInfo.InvariantCulture),
            $$"""{"grain":{{JsonSerializer.Serialize(tell(history.Summary), form)}},"journal":{{Encoding.UTF8.GetString(JournalDocument.Write(fresh))}}}""");
    }
}
