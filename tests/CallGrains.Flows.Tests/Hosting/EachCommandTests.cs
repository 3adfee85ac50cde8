namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Promise 3 as a table: each command type, and each way to be in doubt about it: exactly one effect, or none for what is never sent twice.</summary>
public sealed class EachCommandTests
{
    private static readonly Type[] Types =
    [
        typeof(AnswerCommand), typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand), typeof(SendDtmfCommand), typeof(GatherCommand), typeof(RecordCommand),
        typeof(SendMessageCommand), typeof(TranscribeCommand), typeof(CreateCallCommand), typeof(BridgeCommand), typeof(SignalCommand), typeof(StartCallCommand),
        typeof(TransferCommand), typeof(HangupCommand),
    ];

    public static TheoryData<string> Commands => new(Types.Select(t => t.Name));

    /// <summary>Where the process dies, or the carrier does not answer.</summary>
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

    [Theory, MemberData(nameof(Commands))]
    public void A_command_in_doubt_takes_effect_once(string command)
    {
        var whole = Play(command, Doubt.None);
        foreach (var doubt in Enum.GetValues<Doubt>().Except([Doubt.None]))
        {
            var played = Play(command, doubt);

            // Tones are never sent twice: lost with the request, they stay lost.
            var expected = command == nameof(SendDtmfCommand) && doubt is not (Doubt.CrashBeforeTheAnswer or Doubt.CrashBeforeTheJournal or Doubt.AnswerLost)
                ? whole.Effects.Where(e => e != "dtmf 12") : whole.Effects;
            Assert.True(expected.Order().SequenceEqual(played.Effects.Order()), $"{doubt}: {string.Join(", ", played.Effects)} instead of {string.Join(", ", whole.Effects)}\n{played.Ladder}");
        }
    }

    private static (List<string> Effects, string Ladder) Play(string command, Doubt doubt)
    {
        (List<string>, string) played = default;
        World.Run(async w =>
        {
            GrainAddress? caller = null;
            var hit = doubt == Doubt.None;
            w.Restarts = true;
            w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
            w.Script = EverythingAsync;
            w.Carrier.Fault = (_, r) => r.Command.GetType().Name == command && Fault(doubt) is var fault and not RequestFault.None && Once() ? fault : RequestFault.None;
            w.FaultOfEachProcess = (_, a) => a.Address == caller ? AppendFaultOf(a) : AppendFault.None;
            await w.StartAsync(typeof(Other));
            var call = w.Carrier.Dials(presses: "5");
            caller = call.Address;
            await w.Until(() => call.IsOver && w.Exists(call.Address) && w.Head(call.Address).State == GrainState.Ended, "the call has ended");
            await w.Until(() => w.Carrier.Calls.All(c => c.IsOver), "all calls have ended");
            Replay.Of(w, call.Address);
            Assert.True(hit || IsGrainCommand(command), $"there was no {command} to be in doubt about");
            played = ([.. w.Carrier.Effects], w.Ladder());

            bool Once() => !hit && (hit = true);

            AppendFault AppendFaultOf(JournalAppend append)
            {
                var entries = append.Entries.Select((e, i) => JournalFormat.Read(e, append.ExpectedSequence + i + 1, new CallbackReaders([new Carriers.Bandwidth.BandwidthCallbackReader()]))).ToList();
                var decides = entries.OfType<DecisionEntry>().Any(d => d.Items.OfType<CommandDecided>().Any(c => c.Command.GetType().Name == command));
                return doubt == Doubt.CrashBeforeSending && decides && Once() ? AppendFault.CrashAfter
                    : doubt == Doubt.CrashBeforeTheJournal && entries.OfType<OutcomeEntry>().Any(o => IsOutcomeOf(w, append.Address, o)) && Once() ? AppendFault.CrashBefore
                    : AppendFault.None;
            }
        });
        return played;

        bool IsOutcomeOf(World w, GrainAddress address, OutcomeEntry outcome) => w.Journal(address).OfType<DecisionEntry>()
            .SelectMany(d => d.Items).OfType<CommandDecided>().Any(c => c.Id == outcome.Operation && c.Command.GetType().Name == command);
    }

    private static bool IsGrainCommand(string command) => command is nameof(SignalCommand) or nameof(StartCallCommand);

    private static RequestFault Fault(Doubt doubt) => doubt switch
    {
        Doubt.CrashOnTheWay => RequestFault.CrashBefore,
        Doubt.CrashBeforeTheAnswer => RequestFault.CrashAfter,
        Doubt.RequestLost => RequestFault.Lost,
        Doubt.AnswerLost => RequestFault.AnswerLost,
        _ => RequestFault.None,
    };

    private static async Task EverythingAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Hello.");
        await call.PlayAsync(new Uri("https://example.com/a.wav"));
        await call.StartSpeak("Hold the line.", loop: true).StopAsync();
        await call.SendDtmfAsync("12");
        await call.GatherAsync("Press five.", maxDigits: 1);
        var recording = await call.RecordAsync(TimeSpan.FromSeconds(2));
        await call.SendAsync(call.From, "Thank you.");
        await call.TranscribeAsync(recording.RecordingId!);
        var leg = await call.DialAsync("+15550199");
        await call.BridgeAsync(leg);
        await leg.HangUpAsync();
        var other = call.StartCall("other", "+15550197");
        await call.SignalAsync(other.Address, "go");
        await other.Ended;
        await call.TransferAsync("+15550198");
    }

    [Flow("other")]
    private sealed class Other : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
            await call.SpeakAsync("Gone.");
        }
    }
}
