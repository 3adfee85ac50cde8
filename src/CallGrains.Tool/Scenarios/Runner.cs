using System.Collections.Concurrent;

namespace CallGrains.Tool.Scenarios;

/// <summary>How a run is paced.</summary>
/// <param name="Calls">How many callers.</param>
/// <param name="Rate">How many begin each second.</param>
/// <param name="Concurrency">How many at most at once; who comes later waits.</param>
/// <param name="Limit">The hard end of the run.</param>
/// <param name="Area">The three digits that the callers' numbers begin with.</param>
internal sealed record Pace(int Calls, double Rate, int Concurrency, TimeSpan Limit, int Area);

/// <summary>Lets the callers of a mix loose on a simulator, and notes how each fared.</summary>
internal sealed class Runner(Phone phone, Pace pace, TextWriter progress, TimeProvider time)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(2), PatienceAtTheEnd = TimeSpan.FromSeconds(10);

    private readonly Watch _watch = new(time);
    private readonly ConcurrentQueue<Outcome> _outcomes = new();
    private readonly long _started = time.GetTimestamp();
    private int _begun;

    /// <summary>Runs them all, but no longer than the limit; who is not done then has failed.</summary>
    public async Task<Outcomes> RunAsync(IReadOnlyList<Scenario> scenarios, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(pace.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var over = new CancellationTokenSource();
        var reporting = ProgressDisplay.WatchAsync(progress, BetweenReports, time, Read, over.Token);
        var callers = new List<Task>(pace.Calls);
        using var room = new SemaphoreSlim(pace.Concurrency);
        try
        {
            foreach (var scenario in Mix.Of(scenarios, pace.Calls))
            {
                await TurnAsync(room, stop.Token);
                callers.Add(FollowAsync(scenario, Mix.Number(pace.Area, _begun++), room, stop.Token));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Those who never began count as failed.
        }

        await Task.WhenAll(callers);
        await over.CancelAsync();
        await reporting;
        return new Outcomes([.. _outcomes], pace.Calls, time.GetElapsedTime(_started));
    }

    /// <summary>Waits until the rate lets the next one begin, and there is room.</summary>
    private async Task TurnAsync(SemaphoreSlim room, CancellationToken stop)
    {
        var early = TimeSpan.FromSeconds(_begun / pace.Rate) - time.GetElapsedTime(_started);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, time, stop);
        }

        await room.WaitAsync(stop);
    }

    private async Task FollowAsync(Scenario scenario, string number, SemaphoreSlim room, CancellationToken stop)
    {
        _watch.Enter();
        var caller = new Caller(phone, _watch, number);
        _outcomes.Enqueue(await StepByStepAsync(scenario, caller, stop));
        await LeaveAsync(caller);
        _watch.Leave();
        room.Release();
    }

    private async Task<Outcome> StepByStepAsync(Scenario scenario, Caller caller, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var step = 0;
        string reason;
        try
        {
            for (; step < scenario.Steps.Count; step++)
            {
                await scenario.Steps[step].RunAsync(caller, stop);
            }

            return Ended();
        }
        catch (StepFailedException e)
        {
            reason = e.Message;
        }
        catch (InvalidOperationException e)
        {
            reason = $"the simulator's answer has another form: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            reason = "the run was over before this step was done";
        }

        return Ended() with { FailedStep = step, Reason = reason };

        Outcome Ended() => new(scenario, time.GetElapsedTime(started)) { CallId = caller.HasCall ? caller.CallId : null };
    }

    /// <summary>Puts the phone down, whatever has happened: no call outlives its caller.</summary>
    private async Task LeaveAsync(Caller caller)
    {
        if (!caller.HasCall)
        {
            return;
        }

        using var patience = new CancellationTokenSource(PatienceAtTheEnd, time);
        try
        {
            await phone.HangUpAsync(caller.CallId, patience.Token);
        }
        catch (Exception e) when (e is StepFailedException or OperationCanceledException)
        {
            // The simulator is gone, and the call with it; the outcome says what went wrong before.
        }
    }

    private ProgressReading Read()
    {
        var (done, passed, begun) = (_outcomes.Count, _outcomes.Count(outcome => outcome.IsPassed), Volatile.Read(ref _begun));
        return new ProgressReading((double)done / pace.Calls, FormattableString.Invariant(
            $"{time.GetElapsedTime(_started).TotalSeconds,5:0} s  {begun} of {pace.Calls} begun, {begun - done} on the line, {passed} passed, {done - passed} failed"));
    }
}
