namespace CallGrains.Flows;

/// <summary>What is known of a call and its legs.</summary>
internal sealed class CallFacts : GrainFacts
{
    /// <summary>The leg that a transfer connected the caller to; null while there is none.</summary>
    public LegFacts? TransferredTo => Legs.FirstOrDefault(l => l is { IsTransfer: true, Answered: true });

    /// <summary>Legs that were dialled, in the order in which they were.</summary>
    public IEnumerable<LegFacts> Dialled => Legs.Where(l => l.IsDialled).OrderBy(l => l.Number);

    /// <summary>The leg that the call is bridged to; null while there is none.</summary>
    public LegFacts? BridgedTo { get; private set; }

    public override void Begin(BeginEntry begin, GrainAddress address)
    {
        base.Begin(begin, address);
        Main.CallId ??= Direction == "in" && begin.Flow.Length > 0 ? address.Id : null;
    }

    public override void Apply(CarrierEvent e, int leg, DateTimeOffset at)
    {
        if (e is CallEvent call)
        {
            Leg(leg).Apply(call, at);
        }
    }

    public override void Note(CommandDecided decided)
    {
        base.Note(decided);
        if (CreatedLeg(decided) is { } number)
        {
            Leg(number).Created = decided;
            Leg(number).IsTransfer = decided.Command is TransferCommand;
            Leg(number).IsDialled = decided.Command is CreateCallCommand && number != 0;
        }
    }

    public override void Apply(CommandDecided decided, CommandOutcome outcome, DateTimeOffset at)
    {
        base.Apply(decided, outcome, at);
        if (decided.Command is BridgeCommand bridge && outcome.IsDone)
        {
            BridgedTo = Leg(bridge.Other);
        }
    }
}
