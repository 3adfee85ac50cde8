namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>Calls another party and waits until it has answered, or has not. On replay nothing is sent.</summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <returns>The leg: <see cref="Leg.Answered"/>, or <see cref="Leg.Cause"/> says why not.</returns>
    /// <exception cref="CallEndedException">The call ended first; the leg is hung up.</exception>
    [NeedsCommand(typeof(CreateCallCommand))]
    public Task<Leg> DialAsync(string to, TimeSpan? timeout = null, string? from = null) => StartDial(to, timeout, from).Answering;

    /// <summary>
    /// Begins to call another party and returns at once; several may ring together. On replay nothing is sent.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    [NeedsCommand(typeof(CreateCallCommand))]
    public Leg StartDial(string to, TimeSpan? timeout = null, string? from = null) => Dial(to, null, timeout, from);

    /// <summary>
    /// The same, and the carrier finds out whether a person or a machine answers: <see cref="Leg.AnsweredByAsync"/>
    /// tells it. Where no carrier can, nobody is called: <see cref="Leg.Cause"/> is <c>not-supported</c>.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="machines">What is to be found out.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <returns>The leg: <see cref="Leg.Answered"/>, or <see cref="Leg.Cause"/> says why not.</returns>
    /// <exception cref="CallEndedException">The call ended first; the leg is hung up.</exception>
    [NeedsCommand(typeof(CreateCallCommand), typeof(MachineDetection))]
    public Task<Leg> DialAsync(string to, MachineDetection machines, TimeSpan? timeout = null, string? from = null) => StartDial(to, machines, timeout, from).Answering;

    /// <summary>
    /// The same, and the carrier finds out whether a person or a machine answers: <see cref="Leg.AnsweredByAsync"/>
    /// tells it. Where no carrier can, nobody is called: <see cref="Leg.Cause"/> is <c>not-supported</c>.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="machines">What is to be found out.</param>
    /// <param name="timeout">How long it rings: up to 300 s; null for 60 s.</param>
    /// <param name="from">The number shown, one of ours; null for our number in this call.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    [NeedsCommand(typeof(CreateCallCommand), typeof(MachineDetection))]
    public Leg StartDial(string to, MachineDetection machines, TimeSpan? timeout = null, string? from = null)
    {
        ArgumentNullException.ThrowIfNull(machines);
        return Dial(to, machines, timeout, from);
    }

    private Leg Dial(string to, MachineDetection? machines, TimeSpan? timeout, string? from)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        _run.EnsureTurn();
        ThrowIfOver(_run.Projection.Main);
        var command = new CreateCallCommand(from ?? OwnNumber, to) { CallTimeout = timeout, Machines = machines };
        var projection = _run.Projection.Leg(_run.Decide(id => new CommandDecided(id, command) { Leg = id }));
        var answering = new TaskCompletionSource<Leg>();
        var leg = new Leg(this, projection, to, answering.Task);
        _ = AwaitAnswerAsync(leg, answering);
        return leg;
    }

    /// <summary>
    /// Lets the call and a leg that has answered hear each other; both leave the bridge that they were in. The script
    /// may end then: the two go on without it,
    /// and when one hangs up the other is hung up too. To go on with the caller after the leg has hung up, await
    /// <see cref="Leg.EndedAsync"/>. On replay nothing is sent.
    /// </summary>
    /// <param name="leg">The leg.</param>
    /// <returns>Whether they are bridged: false when the leg had hung up.</returns>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(BridgeCommand))]
    public Task<bool> BridgeAsync(Leg leg)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return BridgeAsync(_run.Projection.Main, leg.Number);
    }

    private protected override string OwnNumber => IsOutbound ? From : To;

    internal Task<string> LegEndedAsync(LegProjection leg)
    {
        _run.EnsureTurn();
        return _run.WaitAsync<string>(_ => leg.Over ? new(leg.Cause ?? "UNKNOWN") : null);
    }

    private async Task AwaitAnswerAsync(Leg leg, TaskCompletionSource<Leg> answering)
    {
        var (projection, main) = (leg.Projection, _run.Projection.Main);
        var isThere = await _run.WaitAsync<bool>(_ => projection.Answered || projection.Over ? new(true) : main.Over ? new(false) : null);
        if (isThere)
        {
            answering.SetResult(leg);
        }
        else
        {
            answering.SetException(Ended(main));
        }
    }
}
