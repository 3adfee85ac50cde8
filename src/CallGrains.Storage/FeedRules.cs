using System.Globalization;

namespace CallGrains.Storage;

/// <summary>What all stores of events on their way out have in common.</summary>
internal static class FeedRules
{
    /// <summary>What both kinds of database keep of an event, in the order it is read in.</summary>
    public const string Columns = "id, receiver, event, address, position, type, at, body, attempts, error";

    private const int MaxPage = 1000;

    /// <summary>The key after which a page begins; 0 for the first page.</summary>
    public static long ReadCursor(string? after) => after is null ? 0
        : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
        : throw new ArgumentException($"'{after}' is not where a page ends; pass on what the page before said.", nameof(after));

    public static void CheckSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxPage);
    }

    /// <summary>A page of what was found, of which one more than its size was asked for.</summary>
    public static FeedPage Page(IReadOnlyList<(long Key, FeedItem Item)> found, int size) => new(
        [.. found.Take(size).Select(f => f.Item)],
        found.Count > size ? found[size - 1].Key.ToString(CultureInfo.InvariantCulture) : null);
}
