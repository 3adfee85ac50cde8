namespace CallGrains.Flows;

public sealed partial class CallActions
{
    /// <summary>The legs that were dialled, in the order in which they were; those that are over too.</summary>
    public IReadOnlyList<CallLeg> Legs => [.. _run.Call.Dialled.Select(l => new CallLeg(_run, l))];

    /// <summary>The leg of this number.</summary>
    /// <param name="number">What <see cref="CallLeg.Number"/> gave.</param>
    /// <exception cref="ArgumentException">No leg of this call has that number.</exception>
    public CallLeg Leg(int number) => Legs.FirstOrDefault(l => l.Number == number)
        ?? throw new ArgumentException($"{Address} has dialled no leg {number}; take the Number of what Call.Dial gave.", nameof(number));

    /// <summary>
    /// Calls another party; <c>OnLegAnswered</c> or <c>OnLegEnded</c> follows. Several may ring together. Once the call
    /// is over nobody is dialled, and the leg given is one that is over.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <param name="tag">Your own word, by which the handlers know the leg; null for none.</param>
    [NeedsCommand(typeof(CreateCallCommand))]
    public CallLeg Dial(string to, TimeSpan? timeout = null, string? from = null, string? tag = null) => Dialled(to, null, timeout, from, tag);

    /// <summary>
    /// The same, and the carrier finds out whether a person or a machine answers: <c>OnLegEvent</c> follows with a
    /// <see cref="MachineEvent"/>. Where no carrier can, nobody is called: <see cref="CallLeg.Cause"/> is
    /// <c>not-supported</c>.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="machines">What is to be found out.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <param name="tag">Your own word, by which the handlers know the leg; null for none.</param>
    [NeedsCommand(typeof(CreateCallCommand), typeof(MachineDetection))]
    public CallLeg Dial(string to, MachineDetection machines, TimeSpan? timeout = null, string? from = null, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(machines);
        return Dialled(to, machines, timeout, from, tag);
    }

    private CallLeg Dialled(string to, MachineDetection? machines, TimeSpan? timeout, string? from, string? tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        _run.EnsureHandling();
        var command = new CreateCallCommand(from ?? OwnNumber, to) { CallTimeout = timeout, Machines = machines };
        if (HasEnded)
        {
            var late = new LegProjection(0) { Created = new CommandDecided(0, command) { Tag = tag } };
            late.End(Projection.Cause ?? "UNKNOWN", Now);
            return new CallLeg(_run, late);
        }

        return new CallLeg(_run, _run.Projection.Leg(_run.Decide(id => new CommandDecided(id, command) { Leg = id, Tag = tag })));
    }

    /// <summary>Lets the call and a leg that has answered hear each other; <c>OnBridge</c> follows.</summary>
    /// <param name="leg">The leg.</param>
    [NeedsCommand(typeof(BridgeCommand))]
    public void Bridge(CallLeg leg)
    {
        ArgumentNullException.ThrowIfNull(leg);
        Send(new BridgeCommand(leg.Number));
    }

    /// <summary>
    /// Takes the bridge apart that the call is in: both go on, each for itself. <c>OnCommandDone</c> follows; nothing
    /// does when it is in none.
    /// </summary>
    [NeedsCommand(typeof(UnbridgeCommand))]
    public void Unbridge()
    {
        _run.EnsureHandling();
        if (_run.Call.BridgeOf(0) is { } bridge)
        {
            Send(new UnbridgeCommand(bridge));
        }
    }

    private string OwnNumber => IsOutbound ? From : To;
}
