using System.Globalization;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth;

/// <summary>Finds what a request in doubt created, by the marks that the carrier's lists show.</summary>
internal sealed class CreationFinder(BandwidthClient client)
{
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public Task<string?> FindAsync(CommandRequest request, CancellationToken cancellationToken) => request.Command switch
    {
        BridgeCommand => FindBridgeAsync(request, cancellationToken),
        SendMessageCommand message => FindMessageAsync(message, request.CallbackUrl!, cancellationToken),
        TranscribeCommand transcribe => FindTranscriptionAsync(transcribe.RecordingId, cancellationToken),
        _ => throw new NotSupportedException($"What {request.Command.GetType().Name} creates cannot be found at Bandwidth's V1 API."),
    };

    public async Task<ConferenceSnapshot?> GetConferenceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var conference = await client.Conferences.GetAsync(id, cancellationToken);
            var members = new List<MemberSnapshot>();
            await foreach (var m in client.ConferenceMembers.ListAsync(id, cancellationToken))
            {
                members.Add(new MemberSnapshot(m.Id, m.CallId ?? "", IsCompleted(m.State), m.Mute, m.Hold));
            }

            return new ConferenceSnapshot(id, IsCompleted(conference.State), members);
        }
        catch (CarrierException e) when (CatapultQuestions.IsUnknown(e))
        {
            return null;
        }
    }

    public async Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken)
    {
        var found = (await ListAsync(recordingId, cancellationToken)).LastOrDefault(t => transcriptionId is null || t.Id == transcriptionId);
        return found is null ? null : new TranscriptionSnapshot(found.Id, found.State.ToLower(CultureInfo.InvariantCulture))
        {
            Text = found.Text,
            TextSize = found.TextSize,
            TextUrl = found.TextUrl,
        };
    }

    private static bool IsCompleted(string state) => string.Equals(state, "completed", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Each of the two calls says which bridge it is in. One that is over has left it: the other one is alone in it, if
    /// it was not there before.
    /// </summary>
    private async Task<string?> FindBridgeAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if ((await GetCallAsync(request.CallId!, cancellationToken))?.BridgeId is not { } bridge)
        {
            return null;
        }

        var other = await GetCallAsync(request.OtherCallId!, cancellationToken);
        return other?.BridgeId == bridge || (other is null or { EndTime: not null } && bridge != request.BridgeId) ? bridge : null;
    }

    private async Task<Call?> GetCallAsync(string callId, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Calls.GetAsync(callId, cancellationToken);
        }
        catch (CarrierException e) when (CatapultQuestions.IsUnknown(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Every message of ours has a callback URL of its own. The newest come first: what is looked for was sent moments
    /// ago.
    /// </summary>
    private async Task<string?> FindMessageAsync(SendMessageCommand command, Uri callbackUrl, CancellationToken cancellationToken)
    {
        var query = new MessageQuery { From = command.From, To = command.To, Direction = "out", SortOrder = "desc", Size = 1000 };
        await foreach (var message in client.Messages.ListAsync(query, cancellationToken))
        {
            if (CapabilityTokens.LeadToTheSame(message.CallbackUrl, callbackUrl))
            {
                return message.Id;
            }
        }

        return null;
    }

    private async Task<string?> FindTranscriptionAsync(string recordingId, CancellationToken cancellationToken) =>
        (await ListAsync(recordingId, cancellationToken)).LastOrDefault()?.Id;

    private async Task<List<Transcription>> ListAsync(string recordingId, CancellationToken cancellationToken)
    {
        var all = new List<Transcription>();
        try
        {
            await foreach (var transcription in client.Transcriptions.ListAsync(recordingId, cancellationToken))
            {
                all.Add(transcription);
            }
        }
        catch (CarrierException e) when (CatapultQuestions.IsUnknown(e))
        {
            return [];
        }

        return all;
    }
}
