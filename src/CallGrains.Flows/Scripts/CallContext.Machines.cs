namespace CallGrains.Flows;

public sealed partial class CallContext
{
    private static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(30), GreetingTime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Waits until the carrier has found out who has answered a call that we placed; the flow is marked with
    /// <see cref="DetectsMachinesAttribute"/>. At once when that is known, and when it is not to be found out. The same
    /// on replay.
    /// </summary>
    /// <param name="timeout">The longest wait from the answer on; null for 30 s, infinite for as long as the call
    /// lasts.</param>
    /// <returns>Who it is; <see cref="AnsweredBy.Unknown"/> too when the call is over.</returns>
    [NeedsCommand(typeof(MachineDetection))]
    public Task<AnsweredBy> AnsweredByAsync(TimeSpan? timeout = null) => AnsweredByAsync(_run.Projection.Main, timeout);

    /// <summary>
    /// Waits until the greeting of a machine is over, so that a message can be left; the flow is marked with
    /// <see cref="DetectsMachinesAttribute"/> and <c>Greeting = true</c>. At once when a person has answered, and when
    /// it is not to be told. The same on replay.
    /// </summary>
    /// <param name="timeout">The longest wait from the answer on; null for 2 minutes, infinite for as long as the call
    /// lasts.</param>
    /// <returns>How it ended; <see cref="GreetingEnd.Unknown"/> too when the call is over.</returns>
    [NeedsCommand(typeof(MachineDetection))]
    public Task<GreetingEnd> GreetingEndedAsync(TimeSpan? timeout = null) => GreetingEndedAsync(_run.Projection.Main, timeout);

    internal async Task<AnsweredBy> AnsweredByAsync(LegProjection leg, TimeSpan? timeout) =>
        await ToldAsync(leg, leg.Machines is not null, l => l.AnsweredBy, timeout ?? DetectionTime) switch
        {
            MachineResult.Human => AnsweredBy.Human,
            MachineResult.Machine => AnsweredBy.Machine,
            _ => AnsweredBy.Unknown,
        };

    internal async Task<GreetingEnd> GreetingEndedAsync(LegProjection leg, TimeSpan? timeout) =>
        await ToldAsync(leg, leg.Machines is { Greeting: true }, l => l.AnsweredBy == MachineResult.Human ? MachineResult.Human : l.GreetingEnd, timeout ?? GreetingTime) switch
        {
            MachineGreetingResult.Beep => GreetingEnd.Beep,
            MachineGreetingResult.Silence => GreetingEnd.Silence,
            _ => GreetingEnd.Unknown,
        };

    /// <summary>What the carrier tells of a leg after its answer; null when it does not.</summary>
    private async Task<string?> ToldAsync(LegProjection leg, bool isAsked, Func<LegProjection, string?> told, TimeSpan timeout)
    {
        _run.EnsureTurn();
        if (!isAsked || told(leg) is not null)
        {
            return told(leg);
        }

        await _run.WaitAsync<bool>(_ => leg.Answered || leg.Over || told(leg) is not null ? new(true) : null);
        int? timer = Limit(timeout) is { } limit && told(leg) is null && !leg.Over ? StartTimer(limit) : null;
        var isFired = await _run.WaitAsync<bool>(input =>
            told(leg) is not null || leg.Over ? new(false)
            : input is TimerEntry fired && fired.Operation == timer ? new(true)
            : null);
        if (timer is { } running && !isFired)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return told(leg);
    }
}
