namespace CallGrains.Flows.Runtime;

/// <summary>
/// What the framework itself decides for a grain, whatever its flow is. Deterministic, part of the flow's run. Used by
/// one turn at a time.
/// </summary>
internal abstract class GrainPolicy(GrainProjection projection)
{
    public GrainProjection Projection { get; } = projection;

    /// <summary>A command was decided, now or before.</summary>
    public virtual void Note(CommandDecided decided)
    {
    }

    /// <summary>An entry came, now or before; the projection are up to date.</summary>
    public virtual void See(JournalEntry input)
    {
    }

    /// <summary>Decides what an entry calls for, before the flow sees it.</summary>
    public virtual void Act(FlowRun run, JournalEntry input)
    {
    }

    /// <summary>Whether the flow is to see an entry.</summary>
    public virtual bool Shows(JournalEntry input) => true;

    /// <summary>The flow is through, or has failed.</summary>
    public virtual void LetGo(FlowRun run)
    {
    }

    /// <summary>The flow begins anew: what only its run of before could reach ends.</summary>
    public virtual void LetGoLegs(FlowRun run)
    {
    }
}
