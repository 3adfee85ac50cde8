using System.Globalization;

namespace CallGrains.Storage;

/// <summary>
/// Lists summaries by the index that fits the query best, always in the order of the keys: newest first.
/// </summary>
internal static class SqliteListing
{
    public static GrainPage Read(SqliteDatabase database, GrainQuery query, long before)
    {
        using var statement = database.PrepareOnce(Sql(query, before));
        statement.BindWherePresent("@flow", query.Flow);
        statement.BindWherePresent("@number", query.Number);
        statement.BindWherePresent("@cause", query.Cause);
        var heads = new List<GrainSummary>();
        long last = 0;
        while (statement.Step())
        {
            if (heads.Count == query.Size)
            {
                return new GrainPage(heads, JournalRules.WriteCursor(last));
            }

            heads.Add(SqliteSummaryColumns.Read(statement));
            last = statement.Number(SqliteSummaryColumns.Count);
        }

        return new GrainPage(heads, null);
    }

    // One item more than the page tells whether there is another page.
    private static string Sql(GrainQuery query, long before)
    {
        var order = $"ORDER BY id DESC LIMIT {query.Size + 1}";
        var filter = $"id < {Bound(query, before)}{Filter(query)} {order}";
        return query.Number is null
            ? $"SELECT {SqliteSummaryColumns.Select}, id FROM grains {Index(query)} WHERE {filter}"
            : $"""
               SELECT {SqliteSummaryColumns.Select}, id FROM grains WHERE id IN (
                   SELECT id FROM (SELECT id FROM grains INDEXED BY grains_from WHERE from_number = @number AND {filter})
                   UNION
                   SELECT id FROM (SELECT id FROM grains INDEXED BY grains_to WHERE to_number = @number AND {filter})
               ) {order}
               """;
    }

    // A partial index serves only a query that repeats its condition word for word.
    private static string Filter(GrainQuery query) => string.Concat(
        query.PendingEffectsOnly ? " AND pending_effects > 0" : "",
        query.State is { } state and not GrainState.Ended ? $" AND state < 2 AND state = {(int)state}" : "",
        query.State is GrainState.Ended ? $" AND state = {(int)GrainState.Ended}" : "",
        query.Flow is null ? "" : " AND flow = @flow",
        query.HasFault is { } hasFault ? $" AND fault IS {(hasFault ? "NOT " : "")}NULL" : "",
        query.Cause is null ? "" : " AND cause = @cause",
        query.CreatedFrom is { } from ? $" AND created_at >= {Stored(from)} AND id > {LastBefore(from - JournalRules.ClockMargin)}" : "",
        query.CreatedBefore is { } before ? $" AND created_at < {Stored(before)}" : "",
        query.Kind is { } kind ? $" AND kind = {(int)kind}" : "");

    /// <summary>
    /// Where the list begins: at its cursor, or at its time. One bound of both, because SQLite begins at one of several
    /// and walks to the other.
    /// </summary>
    private static string Bound(GrainQuery query, long before) =>
        query.CreatedBefore is { } time ? $"min({before}, {FirstSince(time + JournalRules.ClockMargin)})" : before.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The key of the first grain since a time, by the index of times: a list goes from key to key, and need not look
    /// at what is older or younger.
    /// </summary>
    public static string FirstSince(DateTimeOffset time) =>
        $"coalesce((SELECT id FROM grains INDEXED BY grains_created WHERE created_at >= {Stored(time)} ORDER BY created_at, id LIMIT 1), {long.MaxValue})";

    // The first one since then may be younger than others of that time: its clock was behind theirs.
    private static string LastBefore(DateTimeOffset time) =>
        $"coalesce((SELECT id FROM grains INDEXED BY grains_created WHERE created_at < {Stored(time)} ORDER BY created_at DESC, id DESC LIMIT 1), 0)";

    public static string Stored(DateTimeOffset time) => SqliteSummaryColumns.ToStored(time).ToString(CultureInfo.InvariantCulture);

    private static string Index(GrainQuery query) => query switch
    {
        { PendingEffectsOnly: true } => "INDEXED BY grains_pending",
        { HasFault: true } => "INDEXED BY grains_fault",
        { State: GrainState.Live or GrainState.Ending } => "INDEXED BY grains_live",
        { Flow: not null } => "INDEXED BY grains_flow",
        { Kind: not null } => "INDEXED BY grains_kind",
        _ => "",
    };
}
