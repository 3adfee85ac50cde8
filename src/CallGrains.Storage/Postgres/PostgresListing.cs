using System.Globalization;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// Lists summaries in the order of the keys, newest first. $1 is the key to begin before, $2 the flow, $3 the number,
/// $4 the cause.
/// </summary>
internal static class PostgresListing
{
    /// <summary>The statement of a query; one item more than the page tells whether there is another page.</summary>
    public static string Sql(GrainQuery query)
    {
        var order = $"ORDER BY g.id DESC LIMIT {query.Size + 1}";
        var filter = $"g.id < $1 AND ($2::text IS NULL OR $2 = g.flow) AND ($4::text IS NULL OR $4 = g.cause){Filter(query)}";
        var place = query.Number is null
            ? $"{filter} AND $3::text IS NULL"
            : $"g.id IN ({Side("from_number", filter, order)} UNION {Side("to_number", filter, order)})";
        return $"SELECT {PostgresSummaryColumns.Select}, g.id FROM {PostgresSummaryColumns.From} WHERE {place} {order}";
    }

    /// <summary>Reads one page.</summary>
    public static async Task<KeyedPage> ReadAsync(NpgsqlDataReader rows, int size, CancellationToken cancellationToken)
    {
        var (heads, keys) = (new List<GrainSummary>(), new List<long>());
        while (await rows.ReadAsync(cancellationToken))
        {
            if (heads.Count == size)
            {
                return new KeyedPage(heads, keys, HasMore: true);
            }

            heads.Add(PostgresSummaryColumns.Read(rows));
            keys.Add(rows.GetInt64(PostgresSummaryColumns.Count));
        }

        return new KeyedPage(heads, keys, HasMore: false);
    }

    // Each side alone is read off its index in order, however many calls the number has had.
    private static string Side(string column, string filter, string order) =>
        $"(SELECT g.id FROM {PostgresSummaryColumns.From} WHERE g.{column} = $3 AND {filter} {order})";

    // A partial index serves only a query that repeats its condition word for word.
    private static string Filter(GrainQuery query) => string.Concat(
        query.PendingEffectsOnly ? " AND h.maybe_pending AND h.pending_effects > 0" : "",
        query.State is { } state and not GrainState.Ended ? $" AND h.state < 2 AND h.state = {(int)state}" : "",
        query.State is GrainState.Ended ? $" AND h.state = {(int)GrainState.Ended}" : "",
        query.Kind is { } kind ? $" AND g.kind = {(int)kind}" : "",
        query.HasFault is { } hasFault ? $" AND g.fault IS {(hasFault ? "NOT " : "")}NULL" : "",
        query.CreatedFrom is { } from ? $" AND g.created_at >= {Stored(from)} AND g.id > {LastBefore(from - JournalRules.ClockMargin)}" : "",
        query.CreatedBefore is { } before ? $" AND g.created_at < {Stored(before)} AND g.id < {FirstSince(before + JournalRules.ClockMargin)}" : "");

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
