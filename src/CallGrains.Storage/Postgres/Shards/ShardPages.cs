using System.Buffers.Binary;
using System.Buffers.Text;

namespace CallGrains.Storage;

/// <summary>
/// One list out of those of several databases. Within a database the order is that of the first appends; between two it
/// goes by the time of the first append, which is by the clock of the process that wrote it.
/// </summary>
internal static class ShardPages
{
    /// <summary>The place of a database whose list is at its end: keys begin at 1.</summary>
    public const long End = 0;

    /// <summary>Where each database's list goes on.</summary>
    /// <param name="token">What <see cref="Merge"/> has written; null for the beginning.</param>
    /// <param name="count">How many databases there are.</param>
    /// <exception cref="ArgumentException">It is no such token.</exception>
    public static long[] ReadCursor(string? token, int count)
    {
        var places = new long[count];
        if (token is null)
        {
            places.AsSpan().Fill(long.MaxValue);
            return places;
        }

        var bytes = new byte[count * sizeof(long)];
        if (!Base64Url.IsValid(token, out var length) || length != bytes.Length || !Base64Url.TryDecodeFromChars(token, bytes, out _))
        {
            throw new ArgumentException($"'{token}' is no page token; pass the Next of the page before, or null for the first.", nameof(token));
        }

        for (var i = 0; i < count; i++)
        {
            places[i] = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(i * sizeof(long)));
        }

        return places;
    }

    /// <summary>The first items of all pages.</summary>
    /// <param name="pages">A page of each database, each of the whole size.</param>
    /// <param name="places">Where those pages began; where the next ones begin afterwards.</param>
    /// <param name="size">How many items.</param>
    public static GrainPage Merge(IReadOnlyList<KeyedPage> pages, long[] places, int size)
    {
        var items = new List<GrainSummary>();
        var taken = new int[pages.Count];
        while (items.Count < size && Newest(pages, taken) is var shard and >= 0)
        {
            items.Add(pages[shard].Items[taken[shard]]);
            places[shard] = pages[shard].Keys[taken[shard]++];
        }

        var hasMore = false;
        for (var i = 0; i < pages.Count; i++)
        {
            var isAtEnd = taken[i] == pages[i].Items.Count && !pages[i].HasMore;

            // What comes meanwhile is younger than this page, and on none of the next ones.
            places[i] = isAtEnd ? End : taken[i] == 0 ? pages[i].Keys[0] + 1 : places[i];
            hasMore |= !isAtEnd;
        }

        return new GrainPage(items, hasMore ? WriteCursor(places) : null);
    }

    private static int Newest(IReadOnlyList<KeyedPage> pages, int[] taken)
    {
        var newest = -1;
        for (var i = 0; i < pages.Count; i++)
        {
            if (taken[i] < pages[i].Items.Count && (newest < 0 || pages[i].Items[taken[i]].CreatedAt > pages[newest].Items[taken[newest]].CreatedAt))
            {
                newest = i;
            }
        }

        return newest;
    }

    private static string WriteCursor(long[] places)
    {
        var bytes = new byte[places.Length * sizeof(long)];
        for (var i = 0; i < places.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * sizeof(long)), places[i]);
        }

        return Base64Url.EncodeToString(bytes);
    }
}
