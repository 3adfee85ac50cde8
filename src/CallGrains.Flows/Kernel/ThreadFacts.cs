namespace CallGrains.Flows;

/// <summary>What is known of a message thread. It is never over.</summary>
internal sealed class ThreadFacts : GrainFacts
{
    public override bool IsOver => true;

    /// <summary>Whether the other side wants no texts.</summary>
    public bool IsStopped { get; set; }

    public override void Apply(CarrierEvent e, int leg, DateTimeOffset at)
    {
        // A text changes nothing that lasts; keywords do, and are the keeper's.
    }
}
