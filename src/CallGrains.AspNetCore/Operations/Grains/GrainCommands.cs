using System.Text.Json;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// What the API does to grains of each kind: each is a message, answered once it is durable. Safe for many threads.
/// </summary>
internal sealed class GrainCommands(ApiRouter router, IJournal journal, TimeProvider time)
{
    private const int LongestSignalName = 128;

    /// <summary>Ends a call, or a conference with its calls.</summary>
    public async Task<IResult> HangUpAsync(GrainResource of, string id) =>
        of.Address(id) is { } address ? Answer(of, id, id, await router.SendAsync(address, new HangUpRequest(), CancellationToken.None)) : of.NoSuch(id);

    /// <summary>Ends the flow for good, and what it holds with it.</summary>
    public Task<IResult> TerminateAsync(GrainResource of, string id) => StopAsync(of, id, SignalNames.Terminate);

    /// <summary>Lets a quarantined flow run again.</summary>
    public Task<IResult> ReleaseAsync(GrainResource of, string id) => StopAsync(of, id, SignalNames.Release);

    public async Task<IResult> SignalAsync(GrainResource of, HttpRequest request, string id, string name, string? idempotencyKey)
    {
        var (value, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey) ?? CheckName(name);
        if (refusal is not null)
        {
            return refusal;
        }

        return of.Address(id) is { } address ? await SendAsync(of, address, new Signal(SendingIds.Signal(idempotencyKey, time), name, value)) : of.NoSuch(id);
    }

    /// <summary>Sends a signal; one whose key was used for something else is refused.</summary>
    public async Task<IResult> SendAsync(GrainResource of, FlowAddress address, Signal signal)
    {
        var (receipt, refusal) = await SendOnceAsync(address, signal);
        return refusal is null ? Answer(of, address.Id, signal.Id, receipt) : refusal;
    }

    /// <summary>The same, with what was made of it.</summary>
    public async Task<(Receipt Receipt, Refusal? Refusal)> SendOnceAsync(FlowAddress address, Signal signal)
    {
        var receipt = await router.SendAsync(address, signal, CancellationToken.None);
        var first = receipt.Disposition == Disposition.Duplicate ? await StoredEntries.SignalOfAsync(journal.ReadPartsAsync(address), signal.Id) : null;
        return (receipt, first is null || (first.Name == signal.Name && SendingIds.AreSame(first.Value, signal.Value)) ? null : SendingIds.UsedBefore($"for {address}"));
    }

    private async Task<IResult> StopAsync(GrainResource of, string id, string name) =>
        of.Address(id) is { } address ? Answer(of, id, id, await router.SendAsync(address, new Signal(SendingIds.Signal(null, time), name, null), CancellationToken.None)) : of.NoSuch(id);

    private static IResult Answer(GrainResource of, string id, string messageId, Receipt receipt) => receipt.Disposition switch
    {
        Disposition.Unclaimed => of.NoSuch(id),
        Disposition.Late => TooLate(of, id, receipt),
        _ => Taken(messageId, receipt),
    };

    /// <summary>The message is durable, or was before.</summary>
    public static IResult Taken(string messageId, Receipt receipt) =>
        TypedResults.Accepted((string?)null, new MessageTaken(messageId, JsonNamingPolicy.CamelCase.ConvertName(receipt.Disposition.ToString())));

    public static Refusal TooLate(GrainResource of, string id, Receipt receipt) =>
        new(StatusCodes.Status409Conflict, "Too late", $"{of.Name} {Refusal.Quote(id)} does not take it any more: {receipt.Reason ?? "it is over"}.");

    private static Refusal? CheckName(string name) =>
        name.Length is > 0 and <= LongestSignalName && name[0] != '$' && !name.Any(char.IsControl)
            ? null
            : Refusal.Malformed("name", $"{Refusal.Quote(name)} cannot name a signal; use 1 to {LongestSignalName} characters without control characters, and not $ as the first: such signals are the framework's own");
}
