using System.Text.Json.Serialization.Metadata;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>What the API tells about grains, from the journal. Safe for many threads.</summary>
internal sealed class GrainQueries(IJournal journal, FlowPositions positions) : IDisposable
{
    public static readonly QueryNames CallNames = new(["position"]);

    // Each holds a part of a journal in memory.
    private readonly SemaphoreSlim _exports = new(16);

    public async Task<IResult> ListAsync<TPage>(GrainResource of, GrainFilter filter, Func<GrainPage, TPage> tell, JsonTypeInfo<TPage> form, CancellationToken cancellationToken)
    {
        if (GrainFilterReader.TryRead(of.Kind, filter, out var query) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return TypedResults.Json(tell(await journal.ListAsync(query, cancellationToken)), form);
        }
        catch (ArgumentException) when (query.After is not null)
        {
            return NoPage(query.After);
        }
    }

    /// <summary>The answer to a cursor that leads nowhere.</summary>
    public static Refusal NoPage(string after) =>
        Refusal.Malformed("after", $"{Refusal.Quote(after)} leads to no page; send the next of the page before, or leave it out for the first");

    /// <summary>One call, with what it was given, and where it stands in its source when that is asked for.</summary>
    public async Task<IResult> GetCallAsync(string id, string? position, CancellationToken cancellationToken)
    {
        var of = GrainResource.Call;
        if (GrainFilterReader.ReadFlag("position", position, out var wantsPosition) is { } wrong)
        {
            return wrong;
        }

        return of.Address(id) is { } address && await journal.ReadSummaryAsync(address, cancellationToken) is { } summary
            ? TypedResults.Json(
                CallDetails.Of(summary, StoredEntries.BeginOf(await journal.ReadFirstAsync(address, cancellationToken)), wantsPosition && summary.State != GrainState.Ended ? await PositionAsync(address, cancellationToken) : null),
                OperationsJson.Wire.CallDetails)
            : of.NoSuch(id);
    }

    private async Task<IReadOnlyList<CodeLine>?> PositionAsync(FlowAddress address, CancellationToken cancellationToken) =>
        await positions.FindAsync(address, cancellationToken) is { Count: > 0 } found ? [.. found.Select(p => new CodeLine(p.Method, p.File, p.Line))] : null;

    /// <summary>One thread or conference.</summary>
    public async Task<IResult> GetAsync<T>(GrainResource of, string id, Func<GrainSummary, T> tell, JsonTypeInfo<T> form, CancellationToken cancellationToken) =>
        of.Address(id) is { } address && await journal.ReadSummaryAsync(address, cancellationToken) is { } summary
            ? TypedResults.Json(tell(summary), form)
            : of.NoSuch(id);

    public async Task<IResult> ExportAsync(GrainResource of, string id, HttpContext context, CancellationToken cancellationToken)
    {
        await _exports.WaitAsync(cancellationToken);
        try
        {
            if (of.Address(id) is not { } address || await journal.ReadPartAsync(address, 0, cancellationToken) is not { } first)
            {
                return of.NoSuch(id);
            }

            context.Response.ContentType = "application/json";
            await JournalDocument.WriteAsync(journal.ReadPartsAsync(first, cancellationToken), context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }
        finally
        {
            _exports.Release();
        }
    }

    public void Dispose() => _exports.Dispose();
}
