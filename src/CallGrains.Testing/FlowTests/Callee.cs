using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>
/// Somebody whom flows call or transfer to. What is said about them holds for their next calls; each call begins anew
/// for them.
/// </summary>
public sealed class Callee : Phone
{
    internal Callee(FlowTest test, string number)
        : base(test, number)
    {
    }

    private protected override ILine? Call => Test.World.Network.Lines.LastOrDefault(c => c.IsOutbound && c.To == Number);

    private CalleeBehavior Own
    {
        get => Test.World.Network.BehaviorOf.GetValueOrDefault(Number) ?? new CalleeBehavior();
        set => Test.World.Network.BehaviorOf[Number] = value;
    }

    /// <summary>Answers.</summary>
    /// <param name="after">How long it rings; two seconds by default.</param>
    public Callee Answers(TimeSpan? after = null) => With(Own with { Declines = null, RingingTime = after ?? new CalleeBehavior().RingingTime });

    /// <summary>
    /// Is a machine that answers: it greets, and then takes a message. Calls of flows that have it detected are told so
    /// (<see cref="MachineDetection"/>); where the network's carrier detects none, they are refused.
    /// </summary>
    /// <param name="greeting">How long it greets; 6 s by default.</param>
    /// <param name="beeps">Whether it beeps then; true by default.</param>
    public Callee IsMachine(TimeSpan? greeting = null, bool beeps = true) => With(Own with { Declines = null, Greeting = greeting ?? TimeSpan.FromSeconds(6), Beeps = beeps });

    /// <summary>Is on the phone already.</summary>
    public Callee IsBusy() => With(Own with { Declines = HangupCause.UserBusy });

    /// <summary>Lets it ring, for as long as the flow allows; 60 s by default.</summary>
    public Callee DoesNotAnswer() => With(Own with { Declines = HangupCause.NoAnswer });

    /// <summary>Rejects the call.</summary>
    public Callee Rejects() => With(Own with { Declines = HangupCause.CallRejected });

    /// <summary>Hangs up after a while.</summary>
    /// <param name="time">How long they talk, from the answer on.</param>
    public Callee TalksFor(TimeSpan time) => With(Own with { TalkingTime = time });

    /// <summary>Presses keys two seconds into whatever is gathered.</summary>
    /// <param name="keys">Any of <c>0-9 * # A-D</c>; null for none.</param>
    public Callee PressesWhenAsked(string? keys) => With(Own with { Presses = keys });

    /// <summary>Waits until they are called: anew, when they were called before.</summary>
    /// <param name="times">The how manieth call, from 1; null for the next that was not waited for.</param>
    /// <exception cref="FlowTestException">Nobody calls.</exception>
    public Task Rings(int? times = null)
    {
        var expected = times ?? _rung + 1;
        Test.Await(() => Test.World.Network.Lines.Count(c => c.IsOutbound && c.To == Number) >= expected, $"{Number} is called{(expected > 1 ? $" {expected} times" : "")}", () => null);
        _rung = expected;
        return Task.CompletedTask;
    }

    private int _rung;

    private Callee With(CalleeBehavior habits)
    {
        Own = habits;
        return this;
    }
}
