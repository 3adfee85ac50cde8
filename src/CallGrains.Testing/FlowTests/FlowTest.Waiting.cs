using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <content>Facts, and the ladder of what happened.</content>
public sealed partial class FlowTest
{
    /// <summary>What happened so far, in columns: time, callers and carrier, host.</summary>
    public string Ladder => LadderText.Of(_world.TraceLog);

    internal World World => _world;

    /// <summary>What happened so far, as a drawing (SVG): three lifelines, and an arrow for each step.</summary>
    public string DrawLadder() => LadderSvg.Of(_world.TraceLog);

    /// <summary>Waits for a fact of the test's own.</summary>
    /// <param name="holds">Whether it holds. Asked whenever nothing more happens at one instant.</param>
    /// <param name="what">The fact in words, for the failure.</param>
    /// <param name="within">How long, in the flows' time; null for <see cref="Patience"/>.</param>
    /// <exception cref="FlowTestException">It does not come.</exception>
    public Task Until(Func<bool> holds, string what, TimeSpan? within = null)
    {
        Await(holds, what, () => null, within);
        return Task.CompletedTask;
    }

    internal void Await(Func<bool> holds, string what, Func<string?> hopeless, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        if (!Pumped(() => _world.RunUntil(() => holds() || hopeless() is not null, patience)) || !holds())
        {
            throw Failure($"This did not come: {what}.", hopeless() ?? $"{Words(patience)} of the flows' time have passed, or nothing more can happen.");
        }

        if (Unexpected() is { } failed)
        {
            throw Failure(failed, $"This came all the same: {what}.");
        }
    }

    /// <summary>Lets everything happen that can without time passing.</summary>
    internal void Settles() => Pumped(() => _world.RunUntil(() => true, TimeSpan.Zero));

    internal void Passes(TimeSpan time)
    {
        var end = Now + time;
        Pumped(() => _world.RunUntil(() => Now >= end, time));
        _world.Time.Advance(end - Now);
        Settles();
    }

    internal FlowTestException Failure(string fact, string why)
    {
        _isTold |= Unexpected() is not null;
        return new($"{fact}\n{why}\n{Faults()}\n{Ladder}");
    }

    /// <summary>Does something in the world, and lets happen what follows at once.</summary>
    internal void Runs(Func<Task> work)
    {
        var task = Pumped(() =>
        {
            var started = _world.Start(work);
            _world.RunUntil(() => started.IsCompleted, Patience);
            return started;
        });
        if (!task.IsCompleted)
        {
            throw Failure("The host does not take what it is sent.", $"{Words(Patience)} of the flows' time have passed.");
        }

        task.GetAwaiter().GetResult();
    }

    private static string Words(TimeSpan time) => time >= TimeSpan.FromMinutes(2) ? $"{time.TotalMinutes:0.#} minutes" : $"{time.TotalSeconds:0.###} seconds";

    /// <summary>
    /// Without the framework's synchronization context, which would take the flows' continuations off this thread.
    /// </summary>
    private T Pumped<T>(Func<T> run)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return _world.HasStalled ? throw Failure("This test goes on after a flow did not end.", "It was told before; nothing more can be tried.") : _world.Watched(run);
        }
        catch (TimeoutException e)
        {
            throw Failure(e.Message, "");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private IReadOnlyList<GrainSummary> Summaries => _world.Store.ListAsync(new GrainQuery { Size = 1000 }).Result.Items;

    private string Faults() =>
        string.Concat(_world.Failures.Select(f => $"{f.Address} ({f.Flow} version {f.Version}) is stopped by: {f.Message}\n"));
}
