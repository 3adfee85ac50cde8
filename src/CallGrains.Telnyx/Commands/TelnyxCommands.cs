using System.Text.Json;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx;

/// <summary>One attempt at each command. Safe for many threads.</summary>
internal sealed class TelnyxCommands(TelnyxHttp http, TelnyxQuestions questions, TelnyxRooms rooms, LegStates states, TelnyxOptions options) : ICommandChannel
{
    private readonly CommandBodies _bodies = new(options);
    private readonly ConferenceSender _conferences = new(http, rooms, states, new CommandBodies(options));

    /// <summary>A transcription was asked for with its recording already.</summary>
    public DeliveryPolicy PolicyOf(Command command) =>
        command is TranscribeCommand && options.TranscribeRecordings ? DeliveryPolicy.Repeatable : TelnyxDelivery.PolicyOf(command);

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommandRules.Check(request);
        switch (request.Command)
        {
            case var command when ConferenceSender.Takes(command):
                return await _conferences.SendAsync(request, call => BeforeAsync(call, request, cancellationToken), cancellationToken);
            case TranscribeCommand:
                return null;
            case CreateCallCommand:
                return await DialAsync(request, cancellationToken);
            case SendMessageCommand text:
                return Required(await http.PostAsync("messages", _bodies.Message(text, request), request, cancellationToken), "id");
            case TransferCommand:
                await ActAsync(request, cancellationToken);
                return await NewLegAsync(request, cancellationToken);
            case HangupCommand or RejectCommand:
                await EndAsync(request, cancellationToken);
                return null;
            default:
                await ActAsync(request, cancellationToken);
                return request.Command is GatherCommand ? CommandIds.Of(request.Operation) : null;
        }
    }

    private async Task<string> DialAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var state = ClientState.After(null, request);
        var body = _bodies.Dial((CreateCallCommand)request.Command, request);
        body["client_state"] = state.Encode();
        body["command_id"] = CommandIds.Of(request.Operation);
        var call = Required(await http.PostAsync("calls", body, request, cancellationToken), "call_control_id");
        states.Set(call, state);
        return call;
    }

    /// <summary>
    /// Only a command whose events must name it changes the leg's state; what stops something leaves the state of what
    /// it stops.
    /// </summary>
    private async Task ActAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (verb, body) = _bodies.Action(request);
        var state = request.Command switch
        {
            AnswerCommand => ClientState.After(null, request),

            // Its leg is the new one; the state of the old one is not ours to guess.
            TransferCommand => await BeforeAsync(request.CallId!, request, cancellationToken) is { } before ? before with { Last = request.Operation.Number } : null,
            SpeakCommand or PlayCommand or GatherCommand or BridgeCommand or RecordCommand { Enabled: true } => ClientState.After(await BeforeAsync(request.CallId!, request, cancellationToken), request),
            _ => null,
        };
        if (state is not null)
        {
            body["client_state"] = state.Encode();
        }

        body["command_id"] = CommandIds.Of(request.Operation);
        await http.PostAsync($"calls/{Uri.EscapeDataString(request.CallId!)}/actions/{verb}", body, request, cancellationToken);
        if (state is not null)
        {
            states.Set(request.CallId!, state);
        }
    }

    /// <summary>What the leg's state is; the carrier is asked when another process has set it.</summary>
    private async Task<ClientState?> BeforeAsync(string callId, CommandRequest request, CancellationToken cancellationToken)
    {
        if (states.Find(callId) is { } known)
        {
            return known;
        }

        try
        {
            return (await questions.GetCallAsync(callId, request.Lease, cancellationToken))?.State;
        }
        catch (CarrierException)
        {
            return null;
        }
    }

    /// <summary>A call that is over is what was wished.</summary>
    private async Task EndAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await ActAsync(request, cancellationToken);
        }
        catch (CarrierException e) when (e.Effect == RequestEffect.Gone)
        {
        }
    }

    /// <summary>
    /// The answer to a transfer does not name the leg that it makes; the list of calls does. Where it does not yet, the
    /// leg's first event will.
    /// </summary>
    private async Task<string?> NewLegAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await questions.FindActiveAsync(request.Operation.Grain, request.Leg, request.Lease, cancellationToken);
        }
        catch (Exception e) when (e is CarrierException or CommandNotWantedException)
        {
            return null;
        }
    }

    /// <summary>A text of an answer's <c>data</c>; null where it is missing.</summary>
    public static string? DataOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) ? Fields.Text(data, name) : null;

    private static string Required(JsonElement answer, string name) => DataOf(answer, name)
        ?? throw new CarrierException(new CarrierError(200, null, "unreadable-answer", $"The answer has no data.{name}, so the id of what it created is not known."), RequestEffect.InDoubt);
}
