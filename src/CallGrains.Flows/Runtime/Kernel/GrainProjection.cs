using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>What is known of a grain and its legs from the entries applied so far. Not safe for many threads.</summary>
internal abstract class GrainProjection
{
    /// <summary>How many legs a flow that begins anew remembers beside its call.</summary>
    private const int LegsKept = 32;

    // One, or two.
    private readonly List<LegProjection> _legs = [];

    protected GrainProjection() => Main = Leg(0);

    /// <summary>The grain's own call, where it stands for one.</summary>
    public LegProjection Main { get; }

    public bool Begun { get; private set; }

    public string Direction { get; private set; } = "in";

    public string From { get; private set; } = "";

    public string To { get; private set; } = "";

    public JsonElement? Args { get; private set; }

    public string Carrier { get; private set; } = "";

    /// <summary>How long the commands so far have waited for their turns.</summary>
    public TimeSpan GovernorWait { get; private set; }

    public List<LegProjection> Legs => _legs;

    /// <summary>Why it is over, or what else the index shows in that place.</summary>
    public virtual string? Cause => Main.Cause;

    /// <summary>Whether what the grain stands for is over.</summary>
    public virtual bool IsOver => Main.Over;

    /// <summary>Whether what is known goes badly together, so that the carrier should be asked soon.</summary>
    public virtual bool IsSuspect => false;

    /// <summary>Whether another party that the grain called is not known to be gone.</summary>
    public virtual bool HasLiveLegs => false;

    public LegProjection Leg(int operation)
    {
        foreach (var known in _legs)
        {
            if (known.Number == operation)
            {
                return known;
            }
        }

        var leg = new LegProjection(operation);
        _legs.Add(leg);
        return leg;
    }

    public virtual void Begin(BeginEntry begin, FlowAddress address)
    {
        Begun = true;
        (Direction, From, To, Args, Carrier) = (begin.Direction, begin.From, begin.To, begin.Args, begin.Carrier);
    }

    /// <summary>The legs as a snapshot keeps them: the grain's own call, and the latest others.</summary>
    public IReadOnlyList<KeptLeg> Kept => [.. _legs.Take(1).Concat(_legs.Skip(1).TakeLast(LegsKept)).Select(l => l.Kept)];

    /// <summary>Knows what a snapshot says of the legs.</summary>
    public void Restore(Continuation kept)
    {
        foreach (var leg in kept.Legs)
        {
            Leg(leg.Number).Restore(leg);
        }
    }

    /// <summary>The grain's own call went to another carrier.</summary>
    public void Move(string carrier) => Carrier = carrier;

    /// <summary>
    /// Whoever reports a call that we placed has taken it: a flow's run is not told where it went, but hears it from
    /// there.
    /// </summary>
    public void Hear(EventEntry e)
    {
        if (e is { Leg: 0, Carrier.Length: > 0 } && Direction == "out")
        {
            Carrier = e.Carrier;
        }
    }

    public abstract void Apply(CarrierEvent e, int leg, DateTimeOffset at);

    /// <summary>What another grain tells the framework.</summary>
    public virtual void Apply(SignalEntry signal)
    {
    }

    /// <summary>
    /// A leg is known from the decision to create it on: its first event may come before the answer to the request.
    /// </summary>
    public virtual void Note(CommandDecided decided)
    {
        if (CreatedLeg(decided) is { } number)
        {
            Leg(number);
        }
    }

    /// <summary>What the outcome of a command says about the leg it creates, or about the one it was for.</summary>
    public virtual void Apply(CommandDecided decided, CommandOutcome outcome, DateTimeOffset at)
    {
        GovernorWait += outcome.GovernorWait ?? TimeSpan.Zero;
        if (outcome.Status == OutcomeStatus.Gone && decided.Command is { NeedsLiveCall: true, Seat: null } and not (BridgeCommand or UnbridgeCommand))
        {
            Leg(decided.Leg).IsClosing = true;
        }

        if (CreatedLeg(decided) is not { } number)
        {
            return;
        }

        var leg = Leg(number);
        leg.CallId ??= outcome.ResourceId;
        if (!outcome.IsDone && !leg.Answered)
        {
            leg.End(outcome.Error?.Code ?? "CREATE_FAILED", at);
        }
    }

    /// <summary>
    /// The leg a command creates: a dialled leg and a transfer's new leg carry the operation's number, the grain's own
    /// call is 0.
    /// </summary>
    public static int? CreatedLeg(CommandDecided decided) => decided.Command switch
    {
        CreateCallCommand => decided.Leg,
        TransferCommand or CreateConferenceCommand => decided.Id,
        _ => null,
    };

    /// <summary>The leg whose URL the carrier reports to about what a command creates.</summary>
    public static int? ReportedLeg(CommandDecided decided) => CreatedLeg(decided) ?? (decided.Command.HasOwnUrl ? decided.Id : null);
}

/// <summary>What is known of one leg: a call, or one of the carrier's conferences.</summary>
internal sealed class LegProjection(int number)
{
    /// <summary>0 for the grain's own call, else the operation that created the leg.</summary>
    public int Number { get; } = number;

    public string? CallId { get; set; }

    public bool IsTransfer { get; set; }

    public bool IsDialled { get; set; }

    /// <summary>The decision that created it; null for a call that came in.</summary>
    public CommandDecided? Created { get; set; }

    public bool Answered { get; private set; }

    /// <summary>What is found out of whoever answers; null for nothing.</summary>
    public MachineDetection? Machines { get; set; }

    /// <summary>Who has answered, one of <see cref="MachineResult"/>; null while the carrier has not told.</summary>
    public string? AnsweredBy { get; private set; }

    /// <summary>
    /// How a machine's greeting ended, one of <see cref="MachineGreetingResult"/>; null while it has not.
    /// </summary>
    public string? GreetingEnd { get; private set; }

    public bool Over { get; private set; }

    /// <summary>
    /// Whether the carrier has shown that the call is over, though the event that says why has not come.
    /// </summary>
    public bool IsClosing { get; set; }

    /// <summary>Whether commands to it are pointless.</summary>
    public bool IsLost => Over || IsClosing;

    public string? Cause { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The leg as a snapshot keeps it.</summary>
    public KeptLeg Kept => new(Number) { CallId = CallId, IsTransfer = IsTransfer, IsDialled = IsDialled, Answered = Answered, IsClosing = IsLost, Cause = Cause, EndedAt = EndedAt, Machines = Machines, AnsweredBy = AnsweredBy, GreetingEnd = GreetingEnd };

    /// <summary>Knows what a snapshot says.</summary>
    public void Restore(KeptLeg kept)
    {
        (CallId, IsTransfer, IsDialled, Answered) = (CallId ?? kept.CallId, kept.IsTransfer, kept.IsDialled, Answered || kept.Answered);
        (Machines, AnsweredBy, GreetingEnd) = (Machines ?? kept.Machines, AnsweredBy ?? kept.AnsweredBy, GreetingEnd ?? kept.GreetingEnd);
        IsClosing |= kept.IsClosing;
        if (kept is { Cause: { } cause, EndedAt: { } ended })
        {
            End(cause, ended);
        }
    }

    public void Apply(CallEvent e, DateTimeOffset at)
    {
        CallId ??= e.CallId;
        switch (e)
        {
            case AnswerEvent:
                Answered = true;
                break;
            case MachineEvent detected:
                AnsweredBy ??= detected.Result ?? MachineResult.Unknown;
                break;
            case MachineGreetingEvent greeting:
                // Only a machine greets so; what told it may be lost.
                AnsweredBy ??= MachineResult.Machine;
                GreetingEnd ??= greeting.Result ?? MachineGreetingResult.Unknown;
                break;
            case HangupEvent hangup:
                End(hangup.Cause ?? "UNKNOWN", at);
                break;
            case TimeoutEvent:
                End(HangupCause.NoAnswer, at);
                break;
            case ErrorEvent:
                End("ERROR", at);
                break;
            case GatherEvent gather:
                IsClosing |= Wire.Same(gather.Reason, GatherReason.HungUp);
                break;
        }
    }

    public void Apply(ConferenceEvent e, DateTimeOffset at)
    {
        CallId ??= e.ConferenceId;
        if (CallId != e.ConferenceId)
        {
            return;
        }

        Answered = true;
        if (e.IsCompleted)
        {
            End("COMPLETED", e.CompletedTime ?? at);
        }
    }

    public void End(string cause, DateTimeOffset at)
    {
        if (!Over)
        {
            (Over, Cause, EndedAt) = (true, cause, at);
        }
    }
}
