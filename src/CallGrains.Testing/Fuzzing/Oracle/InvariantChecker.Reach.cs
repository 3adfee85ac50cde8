namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>What a run came to.</content>
internal sealed partial class InvariantChecker
{
    /// <summary>How long the run has to last for the last of all timers, from its beginning.</summary>
    public TimeSpan LastTimer => _grains.Values.Max(g => g.LastTimer) is { } due && due - fuzz.World.Time.GetUtcNow() is var left && left > TimeSpan.Zero ? fuzz.Elapsed + left : TimeSpan.Zero;

    /// <summary>Counts flows, decisions and inputs.</summary>
    public FlowFuzzReach Reach()
    {
        var reach = new FlowFuzzReach { Seeds = 1, Events = fuzz.Events, Crashes = fuzz.Crashes };
        foreach (var grain in _grains.Values.Where(g => g.Begin is { Flow.Length: > 0 }))
        {
            var flow = grain.Begin!.Flow;
            reach.Begun(flow, grain.Failure, grain.Turns > 1 || grain.Completed);
            foreach (var decided in grain.Decisions)
            {
                FlowFuzzReach.Count(reach.DecisionCounts, $"{flow}: {DecidedText.Short(decided)}");
            }

            foreach (var input in grain.Inputs)
            {
                Count(reach, input);
            }
        }

        return reach;
    }

    private static void Count(FlowFuzzReach reach, JournalEntry input)
    {
        switch (input)
        {
            case EventEntry { Event: DtmfEvent key }:
                FlowFuzzReach.Count(reach.KeyCounts, key.Digit);
                break;
            case EventEntry { Event: GatherEvent { Digits: { Length: > 0 } digits } }:
                FlowFuzzReach.Count(reach.KeyCounts, $"gathered {digits}");
                break;
            case EventEntry { Event: MessageEvent { IsInbound: true } text }:
                FlowFuzzReach.Count(reach.TextCounts, text.Text ?? "");
                break;
            case SignalEntry { Name: [not '$', ..] } signal:
                FlowFuzzReach.Count(reach.SignalCounts, signal.Name);
                break;
            case EventEntry { Leg: 0, Event: HangupEvent end }:
                FlowFuzzReach.Count(reach.EndCounts, end.Cause ?? "");
                break;
        }
    }
}
