using CallGrains.Bandwidth;

namespace CallGrains.Flows.Tests.Kernel;

/// <summary>What is done on doubt is decided for each command, and not by accident.</summary>
public sealed class CommandPolicyTests
{
    private static readonly Dictionary<Type, (Command Command, DeliveryPolicy? Policy)[]> Pinned = new()
    {
        [typeof(AnswerCommand)] = [(new AnswerCommand(), DeliveryPolicy.Repeatable)],
        [typeof(RejectCommand)] = [(new RejectCommand(), DeliveryPolicy.Repeatable)],
        [typeof(HangupCommand)] = [(new HangupCommand(), DeliveryPolicy.Repeatable)],
        [typeof(TransferCommand)] = [(new TransferCommand("+15550199"), DeliveryPolicy.Observable)],
        [typeof(SpeakCommand)] = [(new SpeakCommand("Hello."), DeliveryPolicy.Observable)],
        [typeof(PlayCommand)] = [(new PlayCommand(new Uri("https://example.com/a.wav")), DeliveryPolicy.Observable)],
        [typeof(StopAudioCommand)] = [(new StopAudioCommand(true), DeliveryPolicy.Repeatable)],
        [typeof(SendDtmfCommand)] = [(new SendDtmfCommand("1"), DeliveryPolicy.NeverTwice)],
        [typeof(GatherCommand)] = [(new GatherCommand(), DeliveryPolicy.Observable)],
        [typeof(StopGatherCommand)] = [(new StopGatherCommand(1), DeliveryPolicy.Repeatable)],
        [typeof(RecordCommand)] = [(new RecordCommand(true), DeliveryPolicy.Observable), (new RecordCommand(false), DeliveryPolicy.Repeatable)],
        [typeof(CreateCallCommand)] = [(new CreateCallCommand("+15550100", "+15550001"), DeliveryPolicy.Observable)],
        [typeof(BridgeCommand)] = [(new BridgeCommand(1), DeliveryPolicy.Observable)],
        [typeof(UnbridgeCommand)] = [(new UnbridgeCommand(1), DeliveryPolicy.Repeatable)],
        [typeof(TranscribeCommand)] = [(new TranscribeCommand("rec-1"), DeliveryPolicy.Observable)],
        [typeof(SendMessageCommand)] = [(new SendMessageCommand("+15550100", "+15550001", "Hello."), DeliveryPolicy.Observable)],
        [typeof(SignalCommand)] = [(new SignalCommand("call/c-1", "news"), null)],
        [typeof(StartCallCommand)] = [(new StartCallCommand("call/o-1", "flow", "+15550100", "+15550001"), null)],
        [typeof(ForwardCommand)] = [(new ForwardCommand("call/c-1", 1), null)],
        [typeof(VerifyRecordingCommand)] = [(new VerifyRecordingCommand("rec-1"), DeliveryPolicy.Repeatable)],
        [typeof(CreateConferenceCommand)] = [(new CreateConferenceCommand("+15550100"), DeliveryPolicy.Observable)],
        [typeof(AddMemberCommand)] = [(new AddMemberCommand("c-1", "call/c-1#2"), DeliveryPolicy.Observable)],
        [typeof(ChangeMemberCommand)] = [(new ChangeMemberCommand(new ConferenceSeat("conf-1", "member-1")), DeliveryPolicy.Repeatable)],
        [typeof(ChangeConferenceCommand)] = [(new ChangeConferenceCommand(), DeliveryPolicy.Repeatable)],
        [typeof(AnnounceCommand)] = [(new AnnounceCommand("Hello."), DeliveryPolicy.Observable)],
        [typeof(StopAnnouncementCommand)] = [(new StopAnnouncementCommand(true), DeliveryPolicy.Repeatable)],
        [typeof(EndConferenceCommand)] = [(new EndConferenceCommand(), DeliveryPolicy.Repeatable)],
    };

    public static TheoryData<string> All => [.. typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && !t.IsAbstract).Select(t => t.Name)];

    [Theory, MemberData(nameof(All))]
    public void Each_command_states_its_policy(string command)
    {
        var (_, pinned) = Pinned.SingleOrDefault(p => p.Key.Name == command);

        Assert.True(pinned is not null, $"{command} is new: decide what is done when nobody knows whether it reached the carrier, and pin it here.");
        Assert.All(pinned, p => Assert.Equal(p.Policy, PolicyOf(p.Command)));
    }

    [Fact]
    public void What_outlives_the_call_needs_no_live_one_and_only_sounds_start_audio()
    {
        var commands = Pinned.Values.SelectMany(p => p).Select(p => p.Command).Append(new GatherCommand { Prompt = "Hm?" }).ToList();

        Assert.Equal(
            [nameof(CreateCallCommand), nameof(TranscribeCommand), nameof(SendMessageCommand), nameof(SignalCommand), nameof(StartCallCommand), nameof(ForwardCommand), nameof(VerifyRecordingCommand), nameof(CreateConferenceCommand)],
            commands.Where(c => !c.NeedsLiveCall).Select(c => c.GetType().Name));
        Assert.Equal([nameof(SpeakCommand), nameof(PlayCommand), nameof(GatherCommand)], commands.Where(c => c.StartsAudio).Select(c => c.GetType().Name));
    }

    [Fact]
    public void A_carrier_states_no_policy_for_what_goes_to_another_grain() =>
        Assert.Throws<ArgumentException>(() => BandwidthDelivery.PolicyOf(new SignalCommand("call/c-1", "news")));

    /// <summary>None for what goes to another grain: no carrier ever sees it.</summary>
    private static DeliveryPolicy? PolicyOf(Command command) => command is GrainCommand ? null : BandwidthDelivery.PolicyOf(command);
}
