using System.Buffers.Binary;
using System.Buffers.Text;

namespace CallGrains.Storage;

/// <summary>What every kind of journal checks of its callers, in the same words.</summary>
internal static class JournalRules
{
    /// <summary>The most bytes of one append; a larger one would hold up all others in its batch.</summary>
    public const int MaxAppendBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Keys are in the order of the first appends, times in that of the clocks of those who append: by how much the
    /// two may differ.
    /// </summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromHours(1);

    /// <summary>Refuses an append that could not be written, before it can spoil a batch.</summary>
    public static void Check(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (FaultOf(append) is { } fault)
        {
            throw new ArgumentException($"{append.Address}: {fault}", nameof(append));
        }
    }

    /// <summary>Refuses a page size out of range.</summary>
    public static void Check(GrainQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Size is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.Size, "A page has 1 to 1000 items.");
        }
    }

    /// <summary>The opaque token of the place after which the next page begins.</summary>
    public static string WriteCursor(long key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place of a token; the end of all places when there is none.</summary>
    public static long ReadCursor(string? token)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (token is null)
        {
            return long.MaxValue;
        }

        return Base64Url.IsValid(token, out var length) && length == sizeof(long) && Base64Url.TryDecodeFromChars(token, bytes, out _)
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : throw new ArgumentException($"'{token}' is no page token; pass the Next of the page before, or null for the first.", nameof(token));
    }

    /// <summary>How many bytes the entries hold.</summary>
    public static long Length(IReadOnlyList<StoredEntry> entries)
    {
        long sum = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            sum += entries[i].Body.Length + entries[i].Raw.Length;
        }

        return sum;
    }

    private static string? FaultOf(JournalAppend append)
    {
        var last = append.ExpectedSequence + append.Entries.Count;
        if (append.Entries.Count == 0 || append.ExpectedSequence < 0 || append.Summary.Sequence != last)
        {
            return $"{append.Entries.Count} entries after entry {append.ExpectedSequence}, with a summary at {append.Summary.Sequence}; "
                + $"write one entry or more, after entry 0 or later, and a summary at the last entry ({last}).";
        }

        if (append.ForgetBefore is { } first && (first <= append.ExpectedSequence || first > last))
        {
            return $"entries before {first} are to be forgotten; name an entry of this append ({append.ExpectedSequence + 1} to {last}), which says what they said.";
        }

        if (!append.Address.IsValid || append.Summary.Flow is null)
        {
            return "this cannot be stored; make the address by FlowAddress.Call, Conference or Thread; a flow may be empty, not null.";
        }

        var bytes = Length(append.Entries);
        return bytes <= MaxAppendBytes ? null : $"{bytes} bytes in one append; {MaxAppendBytes} is the limit. Keep large content elsewhere and journal where it is.";
    }
}
