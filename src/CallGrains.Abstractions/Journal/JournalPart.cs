using System.Runtime.CompilerServices;

namespace CallGrains.Journals;

/// <summary>
/// Some of what is stored of one grain: entries that follow each other, up to about <see cref="Size"/>.
/// </summary>
/// <param name="Summary">The grain's line in the index when the part was read.</param>
/// <param name="First">The number of the first of the entries; that of the next one when there is none.</param>
/// <param name="Entries">The entries, without a gap.</param>
public sealed record JournalPart(GrainSummary Summary, long First, IReadOnlyList<StoredEntry> Entries)
{
    /// <summary>
    /// 1 MiB: a part ends with the entry that reaches this size, or with the <see cref="MostEntries"/>th.
    /// </summary>
    public const int Size = 1024 * 1024;

    /// <summary>256.</summary>
    public const int MostEntries = 256;

    /// <summary>The number of the last of the entries.</summary>
    public long Last => First + Entries.Count - 1;

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsLast => Last >= Summary.Sequence;

    /// <summary>The part of a whole history that follows an entry.</summary>
    /// <param name="history">The whole.</param>
    /// <param name="after">The number of the entry before; 0 for the beginning.</param>
    public static JournalPart Of(JournalHistory history, long after)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var first = Math.Min(Math.Max(after + 1, history.First), history.Summary.Sequence + 1);
        var (entries, size) = (new List<StoredEntry>(), 0);
        for (var i = (int)(first - history.First); i < history.Entries.Count && size < Size && entries.Count < MostEntries; i++)
        {
            entries.Add(history.Entries[i]);
            size += history.Entries[i].Length;
        }

        return new JournalPart(history.Summary, first, entries);
    }
}

/// <summary>Reads of journals that go on from part to part.</summary>
public static class JournalParts
{
    /// <summary>
    /// Reads one grain part by part, up to the entry that was its last when the first part was read: of its entries no
    /// more than a part is in memory. Nothing when the grain has never been written.
    /// </summary>
    /// <param name="journal">Where it is stored.</param>
    /// <param name="address">The grain.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now; or entries were forgotten
    /// (<see cref="JournalAppend.ForgetBefore"/>), or the grain removed, between two parts: read it again.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    public static async IAsyncEnumerable<JournalPart> ReadPartsAsync(
        this IJournal journal, FlowAddress address, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        if (await journal.ReadPartAsync(address, 0, cancellationToken) is { } first)
        {
            await foreach (var part in journal.ReadPartsAsync(first, cancellationToken))
            {
                yield return part;
            }
        }
    }

    /// <summary>The same, from a part that has been read.</summary>
    /// <param name="journal">Where it is stored.</param>
    /// <param name="first">The part to begin with.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now; or entries were forgotten
    /// (<see cref="JournalAppend.ForgetBefore"/>), or the grain removed, between two parts: read it again.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    public static async IAsyncEnumerable<JournalPart> ReadPartsAsync(
        this IJournal journal, JournalPart first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(first);
        var (address, end) = (first.Summary.Address, first.Summary.Sequence);
        yield return first;
        for (var last = first.Last; last < end;)
        {
            var part = await journal.ReadPartAsync(address, last, cancellationToken);
            if (part is null || part.First != last + 1)
            {
                throw new JournalUnavailableException($"{address} was compacted or removed at entry {last + 1} while it was read; read it again.");
            }

            last = part.Last;
            yield return last <= end ? part : part with { Entries = [.. part.Entries.Take((int)(end - part.First + 1))] };
        }
    }
}
