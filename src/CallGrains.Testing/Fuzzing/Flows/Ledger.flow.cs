using System.Text.Json;
using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>
/// Writes down everything that it sees, so that the checker can compare it with the journal. Timers go on until the
/// third; then it hangs up.
/// </summary>
[Flow(Name)]
internal sealed class Ledger : CallFlow<LedgerState>
{
    public const string Name = "ledger";
    private const string Tick = "tick";

    public override void OnAnswer(AnswerEvent e)
    {
        Call.Speak("Welcome.", tag: "welcome");
        Call.StartTimer(Tick, TimeSpan.FromSeconds(6));
    }

    public override void OnSpeak(SpeakEvent e)
    {
        See(e);
        if (e is { IsDone: true, Tag: not null } && State.Gathers < 2)
        {
            State.Gathers++;
            Call.Gather("Press something.", maxDigits: 1);
        }
    }

    public override void OnGather(GatherEvent e)
    {
        See(e);
        Call.Speak("Noted.", tag: "noted");
    }

    public override void OnDtmf(DtmfEvent e) => See(e);

    public override void OnSignal(string name, JsonElement? value) => State.Seen.Add($"signal {name} {value}");

    public override void OnTimer(string name)
    {
        State.Ticks++;
        State.Seen.Add($"timer {State.Ticks}");
        if (State.Ticks == 3)
        {
            Call.Hangup();
        }
        else
        {
            Call.StartTimer(Tick, TimeSpan.FromSeconds(6));
        }
    }

    /// <summary>What an entry of the journal must have left in the ledger; null for nothing.</summary>
    public static string? Line(JournalEntry entry) => entry switch
    {
        EventEntry { Leg: 0, Event: SpeakEvent or GatherEvent or DtmfEvent } e => Line(e.Event),
        SignalEntry s when !s.Name.StartsWith('$') => $"signal {s.Name} {s.Value}",
        _ => null,
    };

    /// <summary>What stands in the ledger that comes from outside.</summary>
    public static IEnumerable<string> Lines(JsonElement state) =>
        state.Deserialize<LedgerState>(JsonSerializerOptions.Web)!.Seen.Where(l => !l.StartsWith("timer", StringComparison.Ordinal));

    private static string Line(CarrierEvent e) => e switch
    {
        SpeakEvent s => $"speak {s.Tag} {s.Status}",
        GatherEvent g => $"gather {g.Reason} {g.Digits}",
        _ => $"dtmf {((DtmfEvent)e).Digit}",
    };

    private void See(CarrierEvent e) => State.Seen.Add(Line(e));
}

internal sealed class LedgerState
{
    public IList<string> Seen { get; init; } = [];

    public int Ticks { get; set; }

    public int Gathers { get; set; }
}
