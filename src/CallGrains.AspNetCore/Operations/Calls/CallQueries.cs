using System.Globalization;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>What the API tells about calls, from the journal. Safe for many threads.</summary>
internal sealed class CallQueries(IJournal journal) : IDisposable
{
    private const int LargestPage = 1000;

    // A journal is read as a whole.
    private readonly SemaphoreSlim _exports = new(4);

    public async Task<IResult> ListAsync(CallFilter filter, CancellationToken cancellationToken)
    {
        if (TryRead(filter, out var query) is { } refusal)
        {
            return refusal;
        }

        try
        {
            var page = await journal.ListAsync(query, cancellationToken);
            return TypedResults.Json(new CallPage([.. page.Items.Select(CallInfo.Of)], page.Next), OperationsJson.Wire.CallPage);
        }
        catch (ArgumentException) when (query.After is not null)
        {
            return Refusal.Malformed("after", $"{Refusal.Quote(query.After)} leads to no page; send the next of the page before, or leave it out for the first");
        }
    }

    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken) =>
        CallCommands.Address(id) is { } address && await journal.ReadSummaryAsync(address, cancellationToken) is { } summary
            ? TypedResults.Json(CallInfo.Of(summary), OperationsJson.Wire.CallInfo)
            : CallCommands.NoSuchCall(id);

    public async Task<IResult> ExportAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        await _exports.WaitAsync(cancellationToken);
        try
        {
            if (CallCommands.Address(id) is not { } address || await journal.ReadAsync(address, cancellationToken) is not { } history)
            {
                return CallCommands.NoSuchCall(id);
            }

            context.Response.ContentType = "application/json";
            await JournalDocument.WriteAsync(history, context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }
        finally
        {
            _exports.Release();
        }
    }

    public void Dispose() => _exports.Dispose();

    private static Refusal? TryRead(CallFilter filter, out GrainQuery query)
    {
        query = new GrainQuery { Kind = GrainKind.Call, Flow = Given(filter.Flow), After = Given(filter.After) };
        if (Given(filter.State) is { } state)
        {
            if (StateOf(state) is not { } known)
            {
                return Refusal.Malformed("state", $"{Refusal.Quote(state)} is no state; send live, ending or ended");
            }

            query = query with { State = known };
        }

        // A plus that was not percent-encoded arrives as a space.
        if (Given(filter.Number) is { } number)
        {
            query = query with { Number = number[0] == ' ' ? "+" + number[1..] : number };
            if (!StartCallReader.IsNumber(query.Number))
            {
                return Refusal.Malformed("number", $"{Refusal.Quote(number)} is no number; send {StartCallReader.NumberForm}");
            }
        }

        return Given(filter.Size) is { } size ? ReadSize(size, ref query) : null;
    }

    private static Refusal? ReadSize(string text, ref GrainQuery query)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > LargestPage)
        {
            return Refusal.Malformed("size", $"{Refusal.Quote(text)} is no size of a page; send 1 to {LargestPage}");
        }

        query = query with { Size = size };
        return null;
    }

    private static GrainState? StateOf(string text) => text.ToUpperInvariant() switch
    {
        "LIVE" => GrainState.Live,
        "ENDING" => GrainState.Ending,
        "ENDED" => GrainState.Ended,
        _ => null,
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
