using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Places calls, now or later. Safe for many threads.</summary>
internal sealed class CallCommands(ApiRouter router, IJournal journal, StartCallReader reader, TimeProvider time)
{
    public async Task<IResult> StartAsync(HttpRequest request, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey);
        StartCall? start = null;
        refusal ??= reader.TryRead(body, out start);
        if (refusal is not null)
        {
            return refusal;
        }

        var address = FlowAddress.Call(SendingIds.Call(idempotencyKey, time));
        if (start!.At <= time.GetUtcNow() && (idempotencyKey is null || await journal.ReadSummaryAsync(address) is null))
        {
            return Refusal.Malformed("at", "has passed; send a time to come, or leave it out to place the call at once");
        }

        var receipt = await router.SendAsync(address, start, CancellationToken.None);
        return receipt.Disposition == Disposition.Duplicate && await OtherCallAsync(address, start) is { } other
            ? other
            : TypedResults.Accepted($"/api/calls/{address.Id}", new CallStarted(address.Id));
    }

    private async Task<Refusal?> OtherCallAsync(FlowAddress address, StartCall start) =>
        StoredEntries.BeginOf(await journal.ReadFirstAsync(address)) is { } begin && !IsSame(begin, start)
            ? SendingIds.UsedBefore($"to start call {address.Id} ({begin.Flow} from {begin.From} to {begin.To})")
            : null;

    private static bool IsSame(BeginEntry begin, StartCall start) =>
        (begin.Flow, begin.From, begin.To, begin.RingTimeout, begin.PlaceAt) == (start.Flow, start.From, start.To, start.RingTimeout, begin.PlaceAt is null && start.At <= begin.At ? null : start.At)
        && (start.Carrier is null || (start.Carrier == begin.Carrier && !begin.IsRouted)) && SendingIds.AreSame(begin.Args, start.Args);
}
