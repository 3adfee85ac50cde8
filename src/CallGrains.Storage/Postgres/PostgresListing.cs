using System.Globalization;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// Lists summaries in the order of the keys, newest first. $1 is the key to begin before, $2 the flow, $3 the number,
/// $4 the cause.
/// </summary>
/// <remarks>
/// Each statement walks one table by an index and looks up the other one row by row (OFFSET 0), until the page is full.
/// The server's own choice depends on how many rows it believes there are: without statistics it takes a million for
/// less than a page, and sorts them.
/// </remarks>
internal static class PostgresListing
{
    /// <summary>
    /// Goes before a list, in its transaction: what an index gives in order is taken in order, and nothing is prepared
    /// for the million rows that the server may expect.
    /// </summary>
    public const string Settings = "SELECT set_config('enable_sort', 'off', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)";

    /// <summary>
    /// The statements of a query: one, or one for each side of a call, because each alone is read off its index in
    /// order, however many calls the number has had. One item more than the page tells whether there is another page.
    /// </summary>
    public static IEnumerable<string> Sql(GrainQuery query)
    {
        string[] places = query.Number is null ? ["$3::text IS NULL"] : ["g.from_number = $3", "g.to_number = $3"];
        return places.Select(place => $"SELECT {PostgresSummaryColumns.Select}, g.id FROM {From(query, $"{place} AND {Summaries(query)}")} LIMIT {query.Size + 1}");
    }

    /// <summary>Reads the page that the statements make together.</summary>
    public static async Task<KeyedPage> ReadAsync(NpgsqlDataReader rows, int size, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<long, GrainSummary>();
        do
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                found.TryAdd(-rows.GetInt64(PostgresSummaryColumns.Count), PostgresSummaryColumns.Read(rows));
            }
        }
        while (await rows.NextResultAsync(cancellationToken));

        return new KeyedPage([.. found.Values.Take(size)], [.. found.Keys.Take(size).Select(key => -key)], found.Count > size);
    }

    // What lives or waits for an outcome is few, and has an index; everything else is nearly all there is, and is
    // walked.
    private static string From(GrainQuery query, string summaries) => query is { Number: null } and ({ State: GrainState.Live or GrainState.Ending } or { PendingEffectsOnly: true })
        ? $"(SELECT * FROM callgrains.heads h WHERE h.grain < $1{Heads(query)} ORDER BY h.grain DESC OFFSET 0) h CROSS JOIN LATERAL (SELECT * FROM callgrains.grains g WHERE g.id = h.grain AND {summaries} OFFSET 0) g ORDER BY h.grain DESC"
        : $"callgrains.grains g CROSS JOIN LATERAL (SELECT * FROM callgrains.heads h WHERE h.grain = g.id{Heads(query)} OFFSET 0) h WHERE {summaries} ORDER BY g.id DESC";

    private static string Summaries(GrainQuery query) => string.Concat(
        "g.id < $1 AND ($2::text IS NULL OR $2 = g.flow) AND ($4::text IS NULL OR $4 = g.cause)",
        query.Kind is { } kind ? $" AND g.kind = {(int)kind}" : "",
        query.HasFault is { } hasFault ? $" AND g.fault IS {(hasFault ? "NOT " : "")}NULL" : "",
        Times(query));

    // A partial index serves only a query that repeats its condition word for word.
    private static string Heads(GrainQuery query) => string.Concat(
        query.PendingEffectsOnly ? " AND h.maybe_pending AND h.pending_effects > 0" : "",
        query.State is { } state and not GrainState.Ended ? $" AND h.state < 2 AND h.state = {(int)state}" : "",
        query.State is GrainState.Ended ? $" AND h.state = {(int)GrainState.Ended}" : "");

    // The sum keeps the server from the index of times, by which it would read all that is as old, and sort it.
    private static string Times(GrainQuery query) => string.Concat(
        query.CreatedFrom is { } from ? $" AND g.created_at + 0 >= {Stored(from)} AND g.id > {LastBefore(from - JournalRules.ClockMargin)}" : "",
        query.CreatedBefore is { } before ? $" AND g.created_at + 0 < {Stored(before)} AND g.id < {FirstSince(before + JournalRules.ClockMargin)}" : "");

    /// <summary>
    /// The key of the first grain since a time, by the index of times: a list goes from key to key, and need not look
    /// at what is older or younger.
    /// </summary>
    public static string FirstSince(DateTimeOffset time) =>
        $"coalesce((SELECT t.id FROM callgrains.grains t WHERE t.created_at >= {Stored(time)} ORDER BY t.created_at, t.id LIMIT 1), {long.MaxValue})";

    // The first one since then may be younger than others of that time: its clock was behind theirs.
    private static string LastBefore(DateTimeOffset time) =>
        $"coalesce((SELECT t.id FROM callgrains.grains t WHERE t.created_at < {Stored(time)} ORDER BY t.created_at DESC, t.id DESC LIMIT 1), 0)";

    private static string Stored(DateTimeOffset time) => PostgresTime.ToStored(time).ToString(CultureInfo.InvariantCulture);
}
