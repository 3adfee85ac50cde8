using System.Text.Json;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// What the API does to calls: each is a message to a grain, answered once it is durable. Safe for many threads.
/// </summary>
internal sealed class CallCommands(ApiRouter router, IJournal journal, StartCallReader reader, TimeProvider time)
{
    private const int LongestSignalName = 128;

    public async Task<IResult> StartAsync(HttpRequest request, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= CallIds.Check(idempotencyKey);
        StartCall? start = null;
        refusal ??= reader.TryRead(body, out start);
        if (refusal is not null)
        {
            return refusal;
        }

        var address = FlowAddress.Call(CallIds.Call(idempotencyKey, time));
        var receipt = await router.SendAsync(address, start!, CancellationToken.None);
        return receipt.Disposition == Disposition.Duplicate && await OtherCallAsync(address, start!) is { } other
            ? other
            : TypedResults.Accepted($"/api/calls/{address.Id}", new CallStarted(address.Id));
    }

    public async Task<IResult> HangUpAsync(string id) =>
        Address(id) is { } address ? Answer(id, id, await router.SendAsync(address, new HangUpRequest(), CancellationToken.None)) : NoSuchCall(id);

    /// <summary>Ends the flow of a call for good, and the call with it.</summary>
    public Task<IResult> TerminateAsync(string id) => StopAsync(id, SignalNames.Terminate);

    /// <summary>Lets a quarantined flow run again.</summary>
    public Task<IResult> ReleaseAsync(string id) => StopAsync(id, SignalNames.Release);

    private async Task<IResult> StopAsync(string id, string name) =>
        Address(id) is { } address ? Answer(id, id, await router.SendAsync(address, new Signal(CallIds.Signal(null, time), name, null), CancellationToken.None)) : NoSuchCall(id);

    public async Task<IResult> SignalAsync(HttpRequest request, string id, string name, string? idempotencyKey)
    {
        var (value, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= CallIds.Check(idempotencyKey) ?? CheckName(name);
        if (refusal is not null)
        {
            return refusal;
        }

        if (Address(id) is not { } address)
        {
            return NoSuchCall(id);
        }

        var signal = new Signal(CallIds.Signal(idempotencyKey, time), name, value);
        return Answer(id, signal.Id, await router.SendAsync(address, signal, CancellationToken.None));
    }

    /// <summary>The grain of a call; null when the id cannot name one.</summary>
    public static FlowAddress? Address(string id) => FlowAddress.TryParse("call/" + id, out var address) ? address : null;

    public static Refusal NoSuchCall(string id) =>
        new(StatusCodes.Status404NotFound, "No such call", $"There is no call {Refusal.Quote(id)}; GET /api/calls lists the calls there are.");

    private static IResult Answer(string callId, string messageId, Receipt receipt) => receipt.Disposition switch
    {
        Disposition.Unclaimed => NoSuchCall(callId),
        Disposition.Late => new Refusal(StatusCodes.Status409Conflict, "Too late", $"Call {Refusal.Quote(callId)} does not take it any more: {receipt.Reason ?? "it is over"}."),
        _ => TypedResults.Accepted((string?)null, new MessageTaken(messageId, JsonNamingPolicy.CamelCase.ConvertName(receipt.Disposition.ToString()))),
    };

    /// <summary>The same key for another call is a mistake of the caller's that a 202 would hide.</summary>
    private async Task<Refusal?> OtherCallAsync(FlowAddress address, StartCall start) =>
        await journal.ReadSummaryAsync(address) is { } summary && (summary.Flow, summary.From, summary.To) != (start.Flow, start.From, start.To)
            ? new Refusal(StatusCodes.Status409Conflict, "Key was used", $"This {CallIds.KeyHeader} started call {address.Id} ({summary.Flow} from {summary.From} to {summary.To}); use another key for another call.")
            : null;

    private static Refusal? CheckName(string name) =>
        name.Length is > 0 and <= LongestSignalName && name[0] != '$' && !name.Any(char.IsControl)
            ? null
            : Refusal.Malformed("name", $"{Refusal.Quote(name)} cannot name a signal; use 1 to {LongestSignalName} characters without control characters, and not $ as the first: such signals are the framework's own");
}
