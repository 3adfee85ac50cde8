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
    private long? _told;

    public TimeSpan Pace { get; private set; } = Fast;

    public async Task<LiveChange?> ReadAsync(CancellationToken cancellationToken)
    {
        var summary = await journal.ReadSummaryAsync(address, cancellationToken);
        if (summary is not null && summary.Sequence == _told)
        {
            return null;
        }

        // What the reader knows may be of another journal.
        var after = _known is { } last && last <= summary?.Sequence ? last : 0;
        if (summary is null || await journal.ReadPartAsync(address, after, cancellationToken) is not { } part)
        {
            var isNews = _told != 0;
            (_known, _told) = (null, 0);
            return isNews ? new LiveChange("gone", null, "{}") : null;
        }

        Pace = !part.IsLast ? TimeSpan.Zero : part.Summary.State == GrainState.Ended ? Slow : Fast;
        return Tell(part);
    }

    private LiveChange Tell(JournalPart part)
    {
        // What comes after that which the reader knows may have been forgotten.
        var isChange = _known is { } known && part.First == known + 1;
        _known = _told = part.Last;
        return new LiveChange(
            isChange ? "change" : "snapshot",
            part.Last.ToString(CultureInfo.InvariantCulture),
            $$"""{"grain":{{JsonSerializer.Serialize(tell(part.Summary), form)}},"journal":{{Encoding.UTF8.GetString(JournalDocument.Write(part))}}}""");
    }
}
