namespace CallGrains.Telnyx;

/// <summary>What Telnyx can do, and what is done on doubt for each command.</summary>
public static class TelnyxDelivery
{
    /// <summary>
    /// A conference is made from an answered call, so there is none without members. A recording that is there already
    /// cannot be transcribed any more.
    /// </summary>
    internal static CarrierCapabilities Capabilities { get; } = new(
        typeof(AnswerCommand), typeof(RejectCommand), typeof(HangupCommand), typeof(TransferCommand), typeof(CreateCallCommand), typeof(MachineDetection), typeof(BridgeCommand),
        typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand), typeof(SendDtmfCommand), typeof(GatherCommand), typeof(StopGatherCommand),
        typeof(RecordCommand), typeof(VerifyRecordingCommand), typeof(SendMessageCommand),
        typeof(CreateConferenceCommand), typeof(AddMemberCommand), typeof(ChangeMemberCommand), typeof(ChangeConferenceCommand), typeof(AnnounceCommand), typeof(StopAnnouncementCommand), typeof(EndConferenceCommand))
    {
        IdempotencyWindow = TimeSpan.FromSeconds(60),
        MakesEmptyConferences = false,
        TellsMemberChanges = false,
    };

    /// <summary>Each recording is written down: then a flow may ask for it.</summary>
    private static CarrierCapabilities WithTranscripts { get; } = new([.. Capabilities.Commands, typeof(TranscribeCommand)])
    {
        IdempotencyWindow = Capabilities.IdempotencyWindow,
        MakesEmptyConferences = Capabilities.MakesEmptyConferences,
        TellsMemberChanges = Capabilities.TellsMemberChanges,
    };

    /// <summary>What an account can do.</summary>
    internal static CarrierCapabilities CapabilitiesOf(TelnyxOptions options) => options.TranscribeRecordings ? WithTranscripts : Capabilities;

    /// <summary>The policy of a command.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="ArgumentException">It is none of Telnyx's.</exception>
    public static DeliveryPolicy PolicyOf(Command command) => command switch
    {
        RejectCommand or HangupCommand or StopAudioCommand or StopGatherCommand or VerifyRecordingCommand => DeliveryPolicy.Repeatable,
        RecordCommand { Enabled: false } => DeliveryPolicy.Repeatable,

        // A conference is a name until somebody is in it.
        CreateConferenceCommand or ChangeMemberCommand or ChangeConferenceCommand or StopAnnouncementCommand or EndConferenceCommand => DeliveryPolicy.Repeatable,

        // Sent again it would fetch back whoever has left meanwhile.
        AddMemberCommand => DeliveryPolicy.Observable,
        AnnounceCommand => DeliveryPolicy.Deduplicated,

        // Dropped for a minute by their command_id; after that the leg's client_state shows whether they came.
        AnswerCommand or SpeakCommand or PlayCommand or GatherCommand or RecordCommand => DeliveryPolicy.Deduplicated,
        CreateCallCommand or TransferCommand or BridgeCommand => DeliveryPolicy.Deduplicated,

        // A text has no command_id, and tones leave no mark.
        SendMessageCommand or SendDtmfCommand => DeliveryPolicy.NeverTwice,
        _ => throw new ArgumentException($"Telnyx has no {command?.GetType().Name ?? "null"}.", nameof(command)),
    };
}
