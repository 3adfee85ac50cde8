namespace CallGrains.Bandwidth;

/// <summary>
/// What is done on doubt, for each command. Catapult has no idempotency keys, so that what it accepted can only be
/// looked for afterwards, by what the command leaves behind. <c>Commands/README.md</c> says for each what that is.
/// </summary>
public static class BandwidthDelivery
{
    /// <summary>All commands: what no other carrier has came from here.</summary>
    internal static CarrierCapabilities Capabilities { get; } = new(
        typeof(AnswerCommand), typeof(RejectCommand), typeof(HangupCommand), typeof(TransferCommand), typeof(CreateCallCommand), typeof(BridgeCommand), typeof(UnbridgeCommand),
        typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand), typeof(SendDtmfCommand), typeof(GatherCommand), typeof(StopGatherCommand),
        typeof(RecordCommand), typeof(TranscribeCommand), typeof(VerifyRecordingCommand), typeof(SendMessageCommand),
        typeof(CreateConferenceCommand), typeof(AddMemberCommand), typeof(ChangeMemberCommand), typeof(ChangeConferenceCommand),
        typeof(AnnounceCommand), typeof(StopAnnouncementCommand), typeof(EndConferenceCommand));

    /// <summary>Whether an error says that a bridge is over.</summary>
    internal static bool IsBridgeOver(CarrierError? error) => error?.Code is "bridge-invalid-state" or "bridge-not-found";

    /// <summary>The policy of a command.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="ArgumentException">It is none of Catapult's.</exception>
    public static DeliveryPolicy PolicyOf(Command command) => command switch
    {
        AnswerCommand or RejectCommand or HangupCommand or UnbridgeCommand => DeliveryPolicy.Repeatable,
        StopAudioCommand or StopGatherCommand or StopAnnouncementCommand => DeliveryPolicy.Repeatable,
        ChangeMemberCommand or ChangeConferenceCommand or EndConferenceCommand => DeliveryPolicy.Repeatable,
        VerifyRecordingCommand => DeliveryPolicy.Repeatable,

        // Turned on again after the first recording has reached its longest, it would make a second one.
        RecordCommand record => record.Enabled ? DeliveryPolicy.Observable : DeliveryPolicy.Repeatable,
        SpeakCommand or PlayCommand or GatherCommand or AnnounceCommand => DeliveryPolicy.Observable,
        CreateCallCommand or TransferCommand or BridgeCommand => DeliveryPolicy.Observable,
        CreateConferenceCommand or AddMemberCommand => DeliveryPolicy.Observable,
        TranscribeCommand or SendMessageCommand => DeliveryPolicy.Observable,
        SendDtmfCommand => DeliveryPolicy.NeverTwice,
        _ => throw new ArgumentException($"Catapult has no {command?.GetType().Name ?? "null"}.", nameof(command)),
    };
}
