using CallGrains.Bandwidth;
using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Tests.Commands;

/// <summary>The table in the README says what the code does.</summary>
public sealed class PolicyTableTests
{
    private static readonly Command[] Samples =
    [
        new AnswerCommand(), new RejectCommand(), new HangupCommand(), new TransferCommand("+15550199"), new SpeakCommand("Hello."),
        new PlayCommand(new Uri("https://example.com/a.wav")), new StopAudioCommand(false), new SendDtmfCommand("1"), new GatherCommand(), new StopGatherCommand(1),
        new RecordCommand(true), new RecordCommand(false), new CreateCallCommand("+15550100", "+15550199"), new BridgeCommand(1), new UnbridgeCommand(1), new TranscribeCommand("rec-1"),
        new SendMessageCommand("+15550100", "+15550199", "Hello."), new SignalCommand("call/c-1", "news"), new StartCallCommand("call/o-1", "flow", "+15550100", "+15550199"),
        new ForwardCommand("call/c-1", 1), new VerifyRecordingCommand("rec-1"),
        new CreateConferenceCommand("+15550100"), new AddMemberCommand("c-1", "call/c-1#2"), new ChangeMemberCommand(new ConferenceSeat("conf-1", "member-1")) { Mute = false },
        new ChangeConferenceCommand { Hold = true }, new AnnounceCommand("Hello."), new StopAnnouncementCommand(false), new EndConferenceCommand(),
    ];

    [Fact]
    public void Each_command_of_the_carrier_is_in_the_table_with_its_policy()
    {
        var rows = File.ReadLines(Readme()).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.Equal(
            Samples.Where(c => c is not GrainCommand).Select(c => $"{Name(c)} {BandwidthDelivery.PolicyOf(c)}").Order(),
            rows.Select(r => $"{r[1]} {r[2]}").Order());
        Assert.All(rows, r => Assert.NotEmpty(r[3]));
    }

    [Fact]
    public void No_command_type_is_forgotten()
    {
        var types = typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && !t.IsAbstract);

        Assert.Equal(types.OrderBy(t => t.Name), Samples.Select(c => c.GetType()).Distinct().OrderBy(t => t.Name));
    }

    [Fact]
    public void Each_command_survives_the_journal()
    {
        var entry = new DecisionEntry([.. Samples.Select((c, i) => new CommandDecided(i + 1, c))]);

        var read = (DecisionEntry)JournalFormat.Read(JournalFormat.Write(entry), 1, new CallbackReaders([]));

        Assert.Equal(entry.Items, read.Items);
    }

    private static string Name(Command command) => command is RecordCommand record ? $"`RecordCommand` ({(record.Enabled ? "on" : "off")})" : $"`{command.GetType().Name}`";

    private static string Readme([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/CallGrains.Bandwidth/Commands/README.md");
}
