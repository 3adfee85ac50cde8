using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallGrains.Bandwidth;
using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Kernel;

/// <summary>The stored form is pinned: journals outlive programs.</summary>
public sealed partial class JournalFormatTests
{
    private static readonly CallbackReaders Readers = new([new BandwidthCallbacks()]);
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Each_kind_of_entry_is_written_as_it_always_was_and_reads_back()
    {
        var written = Entries().Select(e => JournalFormat.Write(e with { At = At, Through = 3 })).ToList();

        Assert.Equal(Golden("entries.jsonl"), written.Select(w => Text(w.Body)));
        Assert.Equal(
            typeof(JournalEntry).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(JournalEntry))).Select(t => t.Name).Order(),
            Entries().Select(e => e.GetType().Name).Distinct().Order());
        Assert.All(written, w => Assert.Equal(Text(w.Body), Text(JournalFormat.Write(JournalFormat.Read(w, 7, Readers)).Body)));
        Assert.Equal(7, JournalFormat.Read(written[0], 7, Readers).Sequence);
    }

    [Fact]
    public void What_is_written_by_hand_is_what_the_serializer_writes()
    {
        Decided[] items =
        [
            new CommandDecided(1, new SpeakCommand("A \"quoted\" sentence: ü & <b>")) { Leg = 2, Tag = "a tag" }, new CommandDecided(-3, new AnswerCommand()), new StepDecided(4, "find agent"),
            .. Commands().Select((command, i) => new CommandDecided(i + 5, command)),
        ];
        CommandOutcome[] outcomes = [new(OutcomeStatus.Done), new(OutcomeStatus.Done) { ResourceId = "g-1", Attempts = 1 }, new(OutcomeStatus.Gone) { Attempts = 2 }, new(OutcomeStatus.Refused), new(OutcomeStatus.Unknown)];
        IEnumerable<JournalEntry> entries =
        [
            .. Entries(),
            new DecisionEntry(items), new DecisionEntry([]), new DecisionEntry(items[..1]) { Completed = true, AtRest = true }, new DecisionEntry(items[..2]) { ByHost = true },
            .. outcomes.Select(o => new OutcomeEntry(7, o)),
            new EventEntry("bandwidth", CallbackForm.Json, Disposition.Accepted), new EventEntry("bandwidth", CallbackForm.Json, Disposition.Accepted) { Leg = 3 },
        ];

        Assert.All(
            entries.SelectMany(e => new[] { e, e with { At = At }, e with { At = At.ToOffset(TimeSpan.FromHours(2)), Through = 12 } }),
            e => Assert.Equal(Text(JournalFormat.Serialized(e)), Text(JournalFormat.Write(e).Body)));
    }

    [Theory]
    [InlineData("menu-script")]
    [InlineData("menu-handlers")]
    public void A_whole_journal_is_written_as_it_always_was(string flow) => World.Run(async w =>
    {
        await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));
        var call = w.Carrier.Dials(flow, "1");
        await w.Ended(call);

        var lines = w.Store.ReadAsync(call.Address).Result!.Entries.SelectMany(e => new[] { Text(e.Body), Text(e.Raw) }).Where(line => line.Length > 0);
        Assert.Equal(Sorted(Golden($"{flow}-4.jsonl")), Sorted(lines));
    });

    [Theory]
    [InlineData("menu-script")]
    [InlineData("menu-script-2")]
    [InlineData("menu-script-3")]
    [InlineData("menu-script-4")]
    [InlineData("menu-handlers")]
    [InlineData("menu-handlers-2")]
    [InlineData("menu-handlers-3")]
    [InlineData("menu-handlers-4")]
    public void A_recorded_journal_is_gone_on_with_by_this_program(string history) => World.Run(async w =>
    {
        var flow = history.TrimEnd('-', '2', '3', '4');
        // Up to the gather: what comes after it is still to happen.
        var address = FlowAddress.Call("c-1");
        var entries = Stored(Golden($"{history}.jsonl")).TakeWhile(e => !Text(e.Raw).Contains("\"dtmf\"", StringComparison.Ordinal)).ToList();
        var summary = new GrainSummary { Address = address, Sequence = entries.Count, Flow = flow, FlowVersion = 1, State = GrainState.Live };
        await w.Store.AppendAsync(new JournalAppend(0, entries, summary));
        w.Carrier.Knows("c-1");
        await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));

        await w.SendAsync(address, """{"eventType":"gather","callId":"c-1","gatherId":"g-1","state":"completed","reason":"max-digits","digits":"1","tag":"cg3"}""");
        await w.Ended(address);

        Assert.Equal(["speak Leave a message.", "record", "hangup"], w.Carrier.Effects);
        Assert.Null(w.Summary(address).Fault);
    });

    [Theory]
    [InlineData("menu-script")]
    [InlineData("menu-script-2")]
    [InlineData("menu-script-3")]
    [InlineData("menu-script-4")]
    public void A_whole_recorded_journal_is_replayed_to_its_end(string history) => World.Run(async w =>
    {
        var address = FlowAddress.Call("c-1");
        var entries = Stored(Golden($"{history}.jsonl")).ToList();
        await w.Store.AppendAsync(new JournalAppend(0, entries, new GrainSummary { Address = address, Sequence = entries.Count, Flow = "menu-script", FlowVersion = 1, State = GrainState.Ended }));
        await w.StartAsync(typeof(MenuScript));

        Assert.True(Replay.Of(w, address).Completed);
    });

    [Theory]
    [InlineData("""{"kind":"timer","v":7,"operation":1}""", "Entry 5 was written in format 7; this program reads up to 6. Start the newer program again, or wait until it has finished its calls.")]
    [InlineData("""{"kind":"hologram","v":7}""", "Entry 5 was written in format 7; this program reads up to 6. Start the newer program again, or wait until it has finished its calls.")]
    [InlineData("""{"v":7,"shape":"new"}""", "Entry 5 was written in format 7; this program reads up to 6. Start the newer program again, or wait until it has finished its calls.")]
    [InlineData("""{"kind":"hologram","v":1}""", "Entry 5 cannot be read: ")]
    [InlineData("""{"v":1}""", "Entry 5 cannot be read: ")]
    [InlineData("""{"kind":"timer","v":1""", "Entry 5 cannot be read: ")]
    [InlineData("""[]""", "Entry 5 cannot be read: ")]
    public void What_cannot_be_read_says_what_to_do(string body, string message)
    {
        var e = Assert.Throws<JournalFormatException>(() => JournalFormat.Read(new StoredEntry(Encoding.UTF8.GetBytes(body), default), 5, Readers));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.True(e.Message == message || e.Message.EndsWith("Restore the journal from a copy, or export the call and delete it.", StringComparison.Ordinal), e.Message);
    }

    [Theory]
    [InlineData("telnyx", "{}", "The journal holds a callback of carrier 'telnyx', which this program does not know; add that carrier.")]
    [InlineData("bandwidth", "{}", "A journalled callback of carrier 'bandwidth' cannot be read any more: ")]
    public void A_callback_that_cannot_be_read_any_more_says_why(string carrier, string raw, string message)
    {
        var stored = JournalFormat.Write(new EventEntry(carrier, CallbackForm.Json, Disposition.Accepted) { At = At });

        var e = Assert.Throws<JournalFormatException>(() => JournalFormat.Read(stored with { Raw = Encoding.UTF8.GetBytes(raw) }, 1, Readers));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grain_written_by_a_newer_program_is_left_alone_and_holds_up_no_other() => World.Run(async w =>
    {
        w.Script = call => call.DelayAsync(TimeSpan.FromMinutes(1));
        var newer = FlowAddress.Call("c-newer");
        await w.Store.AppendAsync(new JournalAppend(0, [new StoredEntry("""{"kind":"begin","v":7}"""u8.ToArray(), default)], new GrainSummary { Address = newer, Sequence = 1, Flow = "script", WakeAt = w.Time.GetUtcNow() }));
        await w.StartAsync();

        await Assert.ThrowsAsync<JournalFormatException>(() => w.Process.Router.SendAsync(newer, new HangUpRequest()));
        await w.Ended(w.Carrier.Dials());

        Assert.Equal(1, w.Summary(newer).Sequence);
    });

    private static IEnumerable<JournalEntry> Entries()
    {
        var value = JsonSerializer.SerializeToElement(new { name = "Ada" });
        var error = new CarrierError(403, "forbidden", "call-invalid-state", "The call's state is final.") { Details = new Dictionary<string, string> { ["callId"] = "c-1" } };
        var raw = """{"eventType":"answer","callId":"c-1"}"""u8.ToArray();
        return
        [
            new BeginEntry("front-desk", 2, "in", "+15550001", "+15550100") { Carrier = "bandwidth" },
            new BeginEntry("reminder", 1, "out", "+15550100", "+15550001") { Carrier = "bandwidth", Args = value },
            new BeginEntry("reminder", 1, "out", "+15550100", "+15550001") { Version = JournalFormat.ScheduleVersion, Carrier = "bandwidth", PlaceAt = At },
            new EventEntry("bandwidth", CallbackForm.Json, Disposition.Accepted) { Raw = raw },
            new EventEntry("bandwidth", CallbackForm.Json, Disposition.Held) { Raw = raw, Leg = 3, Reason = "waits for incomingcall", Flow = "front-desk", Observed = true },
            new ReleaseEntry([2, 1]),
            new DecisionEntry(
            [
                .. Commands().Select((command, i) => new CommandDecided(i + 1, command) { Leg = i == 0 ? 4 : 0, Tag = i == 0 ? "mine" : null }),
                new StepDecided(20, "find agent"), new TimerDecided(21, At) { Name = "reminder" }, new TimerCancelled(22, 21), new PatchDecided(23, "ask-twice"),
            ]) { State = value, Completed = true, Failure = "System.Exception: no", ByHost = true },
            new AttemptEntry(4),
            new AttemptEntry(4) { Version = JournalFormat.CarrierVersion, Carrier = "bandwidth", Reason = "the other did not take it" },
            new OutcomeEntry(4, new CommandOutcome(OutcomeStatus.Done) { ResourceId = "g-1", Attempts = 2, Observed = true }),
            new OutcomeEntry(5, new CommandOutcome(OutcomeStatus.Refused) { Error = error, Attempts = 1 }),
            new StepEntry(20) { Value = value },
            new StepEntry(20) { Error = "TimeoutException: too long" },
            new TimerEntry(21),
            new SignalEntry("s-1", "door", Disposition.Accepted) { Value = value },
            new HangUpEntry(),
            new HangUpEntry { By = "key ops from 192.0.2.1" },
            new FaultEntry("The flow's code has changed."),
            new CheckEntry(),
            new AliasEntry("call/c-1"),
            new SnapshotEntry(new BeginEntry("echo", 1, "thread", "+15550105", "+15550001") { Carrier = "bandwidth", At = At })
            {
                Version = JournalFormat.SnapshotVersion, FirstAt = At, LastOperation = 12, IsStopped = true, State = value, Signals = ["call/c-1#4"],
                Seen = [new SeenEvent("sms|m-1|received", At), new SeenEvent("3:sms|m-2|sent", At) { MessageId = "m-2", Rank = 2 }],
            },
        ];
    }

    private static IEnumerable<Command> Commands() =>
    [
        new AnswerCommand(), new RejectCommand(), new HangupCommand(),
        new TransferCommand("+15550199") { CallerId = "private", Whisper = new Prompt { FileUrl = new Uri("https://example.com/a.wav") } },
        new SpeakCommand("Grüß Gott & \"hello\".") { Voice = new Voice("susan", "female", "en_US"), Loop = true },
        new PlayCommand(new Uri("https://example.com/a.wav")) { Loop = true },
        new StopAudioCommand(true), new SendDtmfCommand("12w3#"),
        new GatherCommand { MaxDigits = 4, InterDigitTimeout = TimeSpan.FromSeconds(7), TerminatingDigits = "#*", Prompt = "Your PIN?" },
        new StopGatherCommand(9), new RecordCommand(true) { MaxDuration = TimeSpan.FromMinutes(2), FileFormat = "mp3" }, new RecordCommand(false),
        new CreateCallCommand("+15550100", "+15550001") { CallTimeout = TimeSpan.FromSeconds(25) },
    ];

    /// <summary>In what order things that happen at one instant are written is no part of the format.</summary>
    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Select(line => Through().Replace(line, "")).Order(StringComparer.Ordinal);

    [GeneratedRegex("\"through\":[0-9]+,")]
    private static partial Regex Through();

    private static string[] Golden(string name) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Kernel", "Golden", name));

    private static IEnumerable<StoredEntry> Stored(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var isCallback = i + 1 < lines.Length && !lines[i + 1].StartsWith("{\"kind\"", StringComparison.Ordinal);
            yield return new StoredEntry(Encoding.UTF8.GetBytes(lines[i]), isCallback ? Encoding.UTF8.GetBytes(lines[++i]) : default);
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
