namespace CallGrains.Flows.Runtime;

/// <summary>What is known of a message thread. It is never over.</summary>
internal sealed class ThreadProjection : GrainProjection
{
    /// <summary>
    /// Stands in the index for a thread whose other side has stopped texts, so that whoever wants to send one need not
    /// read the thread.
    /// </summary>
    public const string Stopped = "STOPPED";

    public override bool IsOver => true;

    public override string? Cause => IsStopped ? Stopped : null;

    /// <summary>Whether the other side wants no texts.</summary>
    public bool IsStopped { get; set; }

    public override void Apply(CarrierEvent e, int leg, DateTimeOffset at)
    {
        // A text changes nothing that lasts; keywords do.
    }

    /// <summary>What was known is in a snapshot.</summary>
    public void Apply(SnapshotEntry snapshot) => IsStopped = snapshot.IsStopped;

    /// <summary>A keyword came; null for none.</summary>
    public void Apply(Keyword? keyword) => IsStopped = keyword?.Kind switch
    {
        KeywordKind.Stop => true,
        KeywordKind.Start => false,
        _ => IsStopped,
    };
}
