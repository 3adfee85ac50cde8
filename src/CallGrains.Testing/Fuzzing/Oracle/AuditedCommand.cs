namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>A command from its decision on, as journal and carrier show it.</summary>
internal sealed class AuditedCommand(CommandDecided decided, long sequence)
{
    public CommandDecided Decided => decided;

    /// <summary>The number of the entry that holds its decision.</summary>
    public long Sequence => sequence;

    public CommandOutcome? Outcome { get; set; }

    /// <summary>When the outcome was journalled.</summary>
    public TimeSpan SettledAt { get; set; }

    /// <summary>Entries that claim it before it is sent again.</summary>
    public int Attempts { get; set; }

    /// <summary>How often it arrived at the carrier and may have had its effect.</summary>
    public int Arrivals { get; set; }

    /// <summary>How often it took effect.</summary>
    public int Effects { get; set; }

    /// <summary>When it last arrived at the carrier.</summary>
    public TimeSpan EffectAt { get; set; }

    /// <summary>When the event that alone can tell of it was journalled; null while it was not.</summary>
    public TimeSpan? ToldAt { get; set; }

    public override string ToString() => $"{decided.Signature} (operation {decided.Id})";
}
