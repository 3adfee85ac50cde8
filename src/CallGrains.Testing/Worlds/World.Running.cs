namespace CallGrains.Testing.Worlds;

/// <content>Driven from outside, fact by fact.</content>
internal sealed partial class World
{
    private int _elsewhere;
    private int _patientWith = -1;

    /// <summary>
    /// How long a step that awaits something real is waited for, on the real machine's clock, before time passes
    /// without it.
    /// </summary>
    public TimeSpan StepPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs everything on this thread until nothing more happens and the fact holds; for its sake time passes, but not
    /// longer than this.
    /// </summary>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="TimeoutException">It took too many steps within an hour of its time.</exception>
    public bool RunUntil(Func<bool> holds, TimeSpan patience)
    {
        var end = Time.GetUtcNow() + patience;
        var steps = new StepCount(Time);
        while (steps.Next())
        {
            ThrowIfStalled();
            if (_scheduler!.RunNext() || _conditions.Check() || RestartsNow() || AwaitsElsewhere())
            {
                continue;
            }

            if (holds())
            {
                return true;
            }

            if (Time.NextTimer is not { } next || Time.GetUtcNow() + next > end)
            {
                return false;
            }

            Advance(next);
        }

        throw new TimeoutException($"The flow goes round in circles: it took {StepCount.Most} steps within an hour of its time.");
    }

    /// <summary>Waits on the real machine's clock for what this thread does not run.</summary>
    public async Task ElsewhereAsync(Func<Task> work)
    {
        Interlocked.Increment(ref _elsewhere);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _elsewhere);
        }
    }

    /// <summary>
    /// Whether something came in from elsewhere, for which time must not pass yet: from a silo, or from a step that
    /// awaits something real.
    /// </summary>
    private bool AwaitsElsewhere()
    {
        if (Volatile.Read(ref _elsewhere) > 0)
        {
            return _scheduler!.WaitForWork(RealLimit) ? true : throw new TimeoutException($"The silo has not answered within {RealLimit.TotalSeconds} s of the real clock.");
        }

        if (Process is null || Process.Steps is not { Running: > 0 } steps || steps.Begun == _patientWith)
        {
            return false;
        }

        if (_scheduler!.WaitForWork(StepPatience))
        {
            return true;
        }

        _patientWith = steps.Begun;
        return false;
    }
}
