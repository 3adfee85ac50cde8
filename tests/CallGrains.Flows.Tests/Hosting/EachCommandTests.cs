namespace CallGrains.Flows.Tests.Hosting;

/// <summary>
/// Promise 3 as a table: each command type, and each way to be in doubt about it: exactly one effect, or none for what
/// is never sent twice.
/// </summary>
public class EachCommandTests
{
    private static readonly Row[] Rows =
    [
        new(typeof(AnswerCommand)), new(typeof(RejectCommand)), new(typeof(HangupCommand)), new(typeof(TransferCommand)), new(typeof(SpeakCommand)), new(typeof(PlayCommand)),
        new(typeof(StopAudioCommand)), new(typeof(SendDtmfCommand)), new(typeof(GatherCommand)), new(typeof(StopGatherCommand)),
        new(typeof(RecordCommand), "on", c => c is RecordCommand { Enabled: true }), new(typeof(RecordCommand), "off", c => c is RecordCommand { Enabled: false }),
        new(typeof(SendMessageCommand)), new(typeof(TranscribeCommand)), new(typeof(CreateCallCommand)), new(typeof(BridgeCommand)), new(typeof(UnbridgeCommand)),
        new(typeof(SignalCommand)), new(typeof(StartCallCommand)), new(typeof(ForwardCommand)), new(typeof(VerifyRecordingCommand)),
        new(typeof(CreateConferenceCommand)), new(typeof(AddMemberCommand)), new(typeof(ChangeMemberCommand)), new(typeof(AnnounceCommand)), new(typeof(StopAnnouncementCommand)),
        new(typeof(ChangeConferenceCommand)), new(typeof(EndConferenceCommand)),
    ];

    public static TheoryData<string> Commands => [.. Rows.Select(r => r.Name)];

    /// <summary>Where the process dies, or the carrier (or the other grain) does not answer.</summary>
    private enum Doubt
    {
        None,
        CrashBeforeSending,
        CrashOnTheWay,
        CrashBeforeTheAnswer,
        CrashBeforeTheJournal,
        RequestLost,
        AnswerLost,
    }

    [Fact]
    public void Each_command_type_has_its_row() =>
        Assert.Equal(
            typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && !t.IsAbstract).Select(t => t.Name).Order(),
            Rows.Select(r => r.Type.Name).Distinct().Order());

    [Theory, MemberData(nameof(Commands))]
    public void A_command_in_doubt_takes_effect_once(string command)
    {
        var row = Rows.Single(r => r.Name == command);
        var whole = Play(row, Doubt.None);
        foreach (var doubt in Enum.GetValues<Doubt>().Except([Doubt.None]))
        {
            var played = Play(row, doubt);

            // Tones are never sent twice: lost with the request, they stay lost.
            var expected = row.Type == typeof(SendDtmfCommand) && doubt is not (Doubt.CrashBeforeTheAnswer or Doubt.CrashBeforeTheJournal or Doubt.AnswerLost)
                ? whole.Effects.Where(e => e != "dtmf 12") : whole.Effects;
            Assert.True(expected.Order().SequenceEqual(played.Effects.Order()), $"{doubt}: {string.Join(", ", played.Effects)} instead of {string.Join(", ", whole.Effects)}\n{played.Ladder}");
        }
    }

    private static (List<string> Effects, string Ladder) Play(Row row, Doubt doubt)
    {
        (List<string>, string) played = default;
        World.Run(async w =>
        {
            var doubtful = new Doubtful(w, row, doubt);
            w.Restarts = true;
            w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
            w.Script = Everything.ScriptAsync;
            w.Carrier.Declines[Everything.Busy] = HangupCause.UserBusy;
            await w.StartAsync(typeof(Everything.Other), typeof(Everything.Meeting));
            var call = w.Carrier.Dials(presses: "5", from: row.Type == typeof(RejectCommand) ? Everything.Rejected : "+15550001");
            doubtful.Caller = call.Address;
            await w.Until(() => call.IsOver && w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");
            await w.Until(() => w.Carrier.Calls.All(c => c.IsOver), "all calls have ended");
            await w.Until(() => w.Carrier.Rooms.All.All(r => r.IsOver), "all conferences have ended");
            Replay.Of(w, call.Address);
            Assert.True(doubtful.Hit, $"there was no {row.Name} to be in doubt about");
            played = ([.. w.Carrier.Effects, .. call.Gathers.Select(g => $"gathered {g.Reason}"), .. call.Recordings.Select(r => $"recorded {r.State}"), .. Told(w, call.Address)], w.Ladder());
        });
        return played;
    }

    /// <summary>What the flow was told by others, each once.</summary>
    private static IEnumerable<string> Told(World w, FlowAddress address) => w.Journal(address).OfType<EventEntry>()
        .Where(e => e is { Disposition: Disposition.Accepted, Event: TranscriptionEvent }).Select(e => $"told {e.Event.EventType}");

    private sealed record Row(Type Type, string? Variant = null, Func<Command, bool>? Only = null)
    {
        public string Name => Variant is null ? Type.Name : $"{Type.Name} ({Variant})";

        public bool IsOf(Command command) => command.GetType() == Type && Only?.Invoke(command) != false;
    }

    /// <summary>Brings one command of a world into doubt, once.</summary>
    private sealed class Doubtful
    {
        private readonly World _world;
        private readonly Row _row;
        private readonly Doubt _doubt;

        public Doubtful(World world, Row row, Doubt doubt)
        {
            (_world, _row, _doubt, Hit) = (world, row, doubt, doubt == Doubt.None);
            world.Carrier.Fault = (_, r) => row.IsOf(r.Command) && FaultOfRequest is var fault and not RequestFault.None && Once() ? fault : RequestFault.None;
            world.Carrier.FileFault = _ => row.Type == typeof(VerifyRecordingCommand) && FaultOfRequest is var fault and not RequestFault.None && Once() ? fault : RequestFault.None;
            world.FaultOfEachProcess = (_, a) => FaultOf(a);
        }

        public FlowAddress? Caller { get; set; }

        public bool Hit { get; private set; }

        private RequestFault FaultOfRequest => _doubt switch
        {
            Doubt.CrashOnTheWay => RequestFault.CrashBefore,
            Doubt.CrashBeforeTheAnswer => RequestFault.CrashAfter,
            Doubt.RequestLost => RequestFault.Lost,
            Doubt.AnswerLost => RequestFault.AnswerLost,
            _ => RequestFault.None,
        };

        /// <summary>What one grain tells another is a request whose effect is the other's append.</summary>
        private AppendFault FaultOfLetter => _doubt switch
        {
            Doubt.CrashOnTheWay => AppendFault.CrashBefore,
            Doubt.CrashBeforeTheAnswer => AppendFault.CrashAfter,
            Doubt.RequestLost => AppendFault.Refused,
            Doubt.AnswerLost => AppendFault.AnswerLost,
            _ => AppendFault.None,
        };

        private AppendFault FaultOf(JournalAppend append)
        {
            var entries = append.Entries.Select((e, i) => JournalFormat.Read(e, append.ExpectedSequence + i + 1, new CallbackReaders([new CallGrains.Bandwidth.BandwidthCallbacks()]))).ToList();
            var isSender = append.Address == Caller || RelaySubject.Is(append.Address) || append.Address.Kind == GrainKind.Conference;
            return isSender && _doubt == Doubt.CrashBeforeSending && entries.OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>().Any(c => _row.IsOf(c.Command)) && Once() ? AppendFault.CrashAfter
                : isSender && _doubt == Doubt.CrashBeforeTheJournal && entries.OfType<OutcomeEntry>().Any(o => IsOutcome(append.Address, o)) && Once() ? AppendFault.CrashBefore
                : FaultOfLetter is var fault and not AppendFault.None && entries.Any(e => IsLetter(append.Address, e)) && Once() ? fault
                : AppendFault.None;
        }

        private bool IsOutcome(FlowAddress address, OutcomeEntry outcome) => _world.Journal(address).OfType<DecisionEntry>()
            .SelectMany(d => d.Items).OfType<CommandDecided>().Any(c => c.Id == outcome.Operation && _row.IsOf(c.Command));

        private bool IsLetter(FlowAddress to, JournalEntry entry) => entry switch
        {
            SignalEntry signal => _row.Type == typeof(SignalCommand) && signal.Id.StartsWith($"{Caller}#", StringComparison.Ordinal),
            BeginEntry { Direction: "out" } => _row.Type == typeof(StartCallCommand),
            EventEntry { Event: TranscriptionEvent } => _row.Type == typeof(ForwardCommand) && to == Caller,
            _ => false,
        };

        private bool Once() => !Hit && (Hit = true);
    }
}
