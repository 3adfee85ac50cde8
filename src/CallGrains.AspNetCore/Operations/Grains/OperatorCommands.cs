using System.Globalization;
using System.Text.Json;
using CallGrains.AspNetCore.Http;
using CallGrains.Flows;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// How people reach into what runs: a sentence, another flow, a command again that failed. Each is a signal to the
/// grain that its host acts on. Safe for many threads.
/// </summary>
internal sealed class OperatorCommands(GrainCommands grains, IJournal journal, FlowRegistry flows, TimeProvider time)
{
    private const int LongestSentence = 1_000;

    public async Task<IResult> SpeakAsync(GrainResource of, HttpRequest request, string id, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey) ?? CheckSentence(body);
        return refusal is not null ? refusal : await SendAsync(of, id, new Signal(SendingIds.Spoken(idempotencyKey, time), SignalNames.Speak, body), "spoken to");
    }

    public async Task<IResult> RedirectAsync(GrainResource of, HttpRequest request, string id, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey) ?? CheckFlow(body);
        return refusal is not null ? refusal : await SendAsync(of, id, new Signal(SendingIds.Redirect(idempotencyKey, time), SignalNames.Redirect, body), "redirected");
    }

    public async Task<IResult> RetryAsync(GrainResource of, string id, string operation, string? idempotencyKey)
    {
        if (SendingIds.Check(idempotencyKey) is { } wrong)
        {
            return wrong;
        }

        if (!int.TryParse(operation, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return Refusal.Malformed("operation", $"{Refusal.Quote(operation)} is no number of a command; the journal has it as id of a decided command");
        }

        if (of.Address(id) is not { } address || await journal.ReadSummaryAsync(address) is null)
        {
            return of.NoSuch(id);
        }

        var command = await JournalledCommand.FindAsync(journal.ReadPartsAsync(address), number);
        if (command is null)
        {
            return new Refusal(StatusCodes.Status404NotFound, "No such command", $"{of.Name} {Refusal.Quote(id)} has no command {number}; its journal lists those there are.");
        }

        var signalId = SendingIds.Retry(idempotencyKey, time);
        return !command.WasAskedAs(signalId) && command.Obstacle is { } why
            ? NotPossible($"Command {number} of {of.Word} {Refusal.Quote(id)} cannot be sent again: {why}.")
            : await SendAsync(of, id, new Signal(signalId, SignalNames.Retry, command.ToJson()), $"asked to send command {number} again");
    }

    private async Task<IResult> SendAsync(GrainResource of, string id, Signal signal, string what)
    {
        if (of.Address(id) is not { } address)
        {
            return of.NoSuch(id);
        }

        var (receipt, refusal) = await grains.SendOnceAsync(address, signal);
        return refusal is not null ? refusal : receipt.Disposition switch
        {
            Disposition.Unclaimed => of.NoSuch(id),
            Disposition.Late => NotPossible($"{of.Name} {Refusal.Quote(id)} cannot be {what}: {receipt.Reason}."),
            _ => GrainCommands.Taken(signal.Id, receipt),
        };
    }

    private static Refusal NotPossible(string detail) => new(StatusCodes.Status409Conflict, "Not possible", detail);

    private static Refusal? CheckSentence(JsonElement? body) =>
        Fields.Check(body, "sentence") ?? Fields.Text(body!.Value, "sentence", out var sentence)
        ?? (sentence.Length is > 0 and <= LongestSentence ? null : Refusal.Malformed("sentence", $"has {sentence.Length} characters; send 1 to {LongestSentence}"));

    private Refusal? CheckFlow(JsonElement? body) =>
        Fields.Check(body, "flow", "args") ?? Fields.Text(body!.Value, "flow", out var flow) ?? flows.Find(flow) switch
        {
            null => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} is no flow; there are: {flows.KnownNames}"),
            var found when !typeof(CallScript).IsAssignableFrom(found.Type) => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} cannot begin in the middle of a call; name one that derives from CallScript"),
            _ => null,
        };
}
