using System.Runtime.CompilerServices;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth;

/// <summary>
/// A command as the carrier's request. The tag, with our operation in it, goes where the wire has one: audio, gathers
/// and new calls.
/// </summary>
internal sealed class CommandSender(BandwidthClient client, BandwidthOptions options)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        switch (request.Command)
        {
            case CreateCallCommand create:
                return await client.Calls.CreateAsync(Call(create, request), cancellationToken);
            case TransferCommand transfer:
                return await client.Calls.TransferAsync(request.CallId!, Transfer(transfer, request), cancellationToken);
            case GatherCommand gather:
                return await client.Gathers.CreateAsync(request.CallId!, Gather(gather, request), cancellationToken);
            case BridgeCommand:
                return await BridgeAsync(request, cancellationToken);
            case UnbridgeCommand:
                await client.Bridges.UpdateAsync(request.BridgeId!, new BridgeSettings { CallIds = [] }, cancellationToken);
                return null;
            case SendMessageCommand message:
                return await client.Messages.SendAsync(Message(message, request), cancellationToken);
            case TranscribeCommand transcribe:
                return await client.Transcriptions.CreateAsync(transcribe.RecordingId, cancellationToken);
            case CreateConferenceCommand conference:
                return await client.Conferences.CreateAsync(Conference(conference, request), cancellationToken);
            case AddMemberCommand member:
                return await client.ConferenceMembers.CreateAsync(request.ConferenceId!, Member(member), cancellationToken);
            case ConferenceCommand:
                await UpdateConferenceAsync(request, request.ConferenceId!, cancellationToken);
                return null;
            case { Seat: { } seat }:
                await UpdateMemberAsync(request, seat, cancellationToken);
                return null;
            default:
                await UpdateAsync(request, request.CallId!, cancellationToken);
                return null;
        }
    }

    /// <summary>
    /// A call that is in a bridge is taken into no other: the bridge that it is in gets other calls. One that is over
    /// meanwhile is replaced.
    /// </summary>
    private async Task<string> BridgeAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var bridge = new BridgeSettings { CallIds = [request.CallId!, request.OtherCallId!], BridgeAudio = true };
        if (request.BridgeId is { } before)
        {
            try
            {
                await client.Bridges.UpdateAsync(before, bridge, cancellationToken);
                return before;
            }
            catch (CarrierException e) when (BandwidthDelivery.IsBridgeOver(e.Error))
            {
            }
        }

        return await client.Bridges.CreateAsync(bridge, cancellationToken);
    }

    private Task UpdateAsync(CommandRequest request, string callId, CancellationToken cancellationToken) => request.Command switch
    {
        AnswerCommand => client.Calls.AnswerAsync(callId, cancellationToken),
        RejectCommand => client.Calls.RejectAsync(callId, cancellationToken),
        HangupCommand => client.Calls.HangUpAsync(callId, cancellationToken),
        SpeakCommand speak => client.Calls.PlayAudioAsync(callId, Audio(speak, BandwidthTag.Of(request)), cancellationToken),
        PlayCommand play => client.Calls.PlayAudioAsync(callId, Audio(play, BandwidthTag.Of(request)), cancellationToken),
        StopAudioCommand stop => client.Calls.PlayAudioAsync(callId, stop.IsFile ? AudioRequest.StopFile : AudioRequest.StopSentence, cancellationToken),
        SendDtmfCommand dtmf => client.Calls.SendDtmfAsync(callId, dtmf.Digits, cancellationToken),
        StopGatherCommand => client.Gathers.StopAsync(callId, request.GatherId!, cancellationToken),
        RecordCommand record => client.Calls.UpdateAsync(callId, Record(record), cancellationToken),
        _ => throw new NotSupportedException($"{request.Command.GetType().Name} has no request at Bandwidth's V1 API."),
    };

    private Task UpdateConferenceAsync(CommandRequest request, string id, CancellationToken cancellationToken) => request.Command switch
    {
        ChangeConferenceCommand change => client.Conferences.UpdateAsync(id, new UpdateConference { Mute = change.Mute, Hold = change.Hold }, cancellationToken),
        AnnounceCommand announce => client.Conferences.PlayAudioAsync(
            id, Audio(announce.Prompt)! with { LoopEnabled = announce.Loop ? true : null, Tag = BandwidthTag.Of(request) }, cancellationToken),
        StopAnnouncementCommand stop => client.Conferences.PlayAudioAsync(id, stop.IsFile ? AudioRequest.StopFile : AudioRequest.StopSentence, cancellationToken),
        EndConferenceCommand => client.Conferences.EndAsync(id, cancellationToken),
        _ => throw new NotSupportedException($"{request.Command.GetType().Name} has no request at Bandwidth's V1 API."),
    };

    private Task UpdateMemberAsync(CommandRequest request, ConferenceSeat seat, CancellationToken cancellationToken)
    {
        var members = client.ConferenceMembers;
        return request.Command switch
        {
            ChangeMemberCommand change => members.UpdateAsync(
                seat.ConferenceId, seat.MemberId, new UpdateMember { State = change.Leaves ? "completed" : null, Mute = change.Mute, Hold = change.Hold }, cancellationToken),
            SpeakCommand speak => members.PlayAudioAsync(seat.ConferenceId, seat.MemberId, Audio(speak, BandwidthTag.Of(request)), cancellationToken),
            PlayCommand play => members.PlayAudioAsync(seat.ConferenceId, seat.MemberId, Audio(play, BandwidthTag.Of(request)), cancellationToken),
            _ => throw new NotSupportedException($"{request.Command.GetType().Name} has no request for one member at Bandwidth's V1 API."),
        };
    }

    private CreateConference Conference(CreateConferenceCommand command, CommandRequest request) => new()
    {
        From = command.From,
        Profile = command.PassesDigits ? "passthru_digits" : "interpret_digits",
        CallbackUrl = request.CallbackUrl,
        CallbackTimeout = options.CallbackTimeout,
        CallbackHttpMethod = options.CallbackHttpMethod,
        Tag = BandwidthTag.Of(request),
    };

    private static CreateMember Member(AddMemberCommand command) => new()
    {
        CallId = command.CallId,
        Mute = command.Mute,
        Hold = command.Hold,
        JoinTone = command.JoinTone,
        LeavingTone = command.LeavingTone,
    };

    private CreateCall Call(CreateCallCommand command, CommandRequest request) => new()
    {
        From = command.From,
        To = command.To,
        CallTimeout = command.CallTimeout,
        ConferenceId = command.ConferenceId,
        CallbackUrl = request.CallbackUrl,
        FallbackUrl = request.FallbackUrl,
        CallbackTimeout = options.CallbackTimeout,
        CallbackHttpMethod = options.CallbackHttpMethod,
        Tag = BandwidthTag.Of(request),
    };

    /// <summary>A message with media gets no receipts: the carrier refuses to be asked for both.</summary>
    private SendMessage Message(SendMessageCommand command, CommandRequest request) => new()
    {
        From = command.From,
        To = command.To,
        Text = command.Text,
        Media = command.Media is { Count: > 0 } ? command.Media : null,
        ReceiptRequested = command.Media is { Count: > 0 } ? null : "all",
        CallbackUrl = request.CallbackUrl,
        FallbackUrl = request.FallbackUrl,
        CallbackTimeout = options.CallbackTimeout,
        CallbackHttpMethod = options.CallbackHttpMethod,
        Tag = BandwidthTag.Of(request),
    };

    private static TransferCall Transfer(TransferCommand command, CommandRequest request) => new()
    {
        TransferTo = command.To,
        TransferCallerId = command.CallerId,

        // Whoever gets the call is told how often it was passed on, so that two who pass it to each other notice.
        DiversionTreatment = "stack",
        CallbackUrl = request.CallbackUrl,
        WhisperAudio = Audio(command.Whisper),
    };

    private static CreateGather Gather(GatherCommand command, CommandRequest request) => new()
    {
        MaxDigits = command.MaxDigits,
        InterDigitTimeout = command.InterDigitTimeout,
        TerminatingDigits = command.TerminatingDigits,
        Tag = BandwidthTag.Of(request),
        Prompt = Audio(command.Prompt),
    };

    private static UpdateCall Record(RecordCommand command) => new()
    {
        RecordingEnabled = command.Enabled,
        RecordingMaxDuration = command.Enabled ? command.MaxDuration : null,
        RecordingFileFormat = command.Enabled ? command.FileFormat : null,
    };

    private static AudioRequest Audio(SpeakCommand command, string tag) =>
        Sentence(command.Sentence, command.Voice) with { LoopEnabled = command.Loop ? true : null, Tag = tag };

    private static AudioRequest Audio(PlayCommand command, string tag) =>
        new() { FileUrl = command.FileUrl.AbsoluteUri, LoopEnabled = command.Loop ? true : null, Tag = tag };

    private static AudioRequest? Audio(Prompt? prompt) => prompt switch
    {
        null => null,
        { FileUrl: { } file } => new AudioRequest { FileUrl = file.AbsoluteUri },
        _ => Sentence(prompt.Sentence!, prompt.Voice),
    };

    private static AudioRequest Sentence(string sentence, Voice? voice) =>
        new() { Sentence = sentence, Gender = voice?.Gender, Locale = voice?.Locale, Voice = voice?.Name };
}
