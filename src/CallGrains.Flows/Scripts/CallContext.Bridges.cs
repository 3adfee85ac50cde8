namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>The connection with a call of another flow; null for none.</summary>
    internal Connection? Connected { get; private set; }

    /// <summary>
    /// This call, for a flow that is to connect with it: sent by a signal, or as an argument. The same on replay.
    /// </summary>
    /// <exception cref="InvalidOperationException">The carrier has not taken the call yet.</exception>
    public LiveCall Live => new(Address.ToString(), CallId ?? throw new InvalidOperationException("The carrier has not taken the call yet; await AnswerAsync first."), _run.Projection.Carrier);

    /// <summary>
    /// Lets the call and another flow's call hear each other; both leave the bridges that they were in. When the other
    /// one hangs up, this one goes on. On replay nothing is sent.
    /// </summary>
    /// <param name="other">The other call (<see cref="Live"/>), which its flow keeps up meanwhile.</param>
    /// <returns>The connection; null when the other call was over.</returns>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused; code <c>other-carrier</c> when the two calls are
    /// not of one.</exception>
    [NeedsCommand(typeof(BridgeCommand))]
    public Task<Connection?> BridgeAsync(LiveCall other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ConnectAsync(other, parked: 0);
    }

    /// <summary>
    /// Takes the bridge apart that the call is in: both go on, each for itself. Does nothing when it is in none. On
    /// replay nothing is sent.
    /// </summary>
    /// <exception cref="CommandFailedException">The carrier refused, or has no such command.</exception>
    [NeedsCommand(typeof(UnbridgeCommand))]
    public Task UnbridgeAsync() => Connected is { IsOpen: true } connection ? connection.UnbridgeAsync() : UnbridgeAsync(_run.Projection.Main);

    internal Task UnbridgeAsync(LegProjection leg)
    {
        _run.EnsureTurn();
        return _run.Call.BridgeOf(leg.Number) is { } bridge ? UnbridgeAsync(bridge, leg.Number) : Task.CompletedTask;
    }

    internal Task UnbridgeAsync(int bridge, int leg)
    {
        _run.EnsureTurn();
        var command = new UnbridgeCommand(bridge);
        var projection = _run.Projection.Leg(leg);
        return projection.IsLost ? Task.CompletedTask : TakenAsync(Command(command, leg: projection), command);
    }

    internal async Task<bool> BridgeAsync(LegProjection leg, int other)
    {
        var command = new BridgeCommand(other);
        var outcome = await TakenAsync(Command(command, leg: leg), command);
        return outcome.IsDone;
    }

    /// <summary>A call that was parked is told that it is let go.</summary>
    internal void TellReleased(LiveCall call, int parked)
    {
        if (parked > 0)
        {
            Free(ConferenceProtocol.Write(call.Address, ParkProtocol.Released(parked), true));
        }
    }

    private async Task<Connection?> ConnectAsync(LiveCall other, int parked)
    {
        _run.EnsureTurn();
        var command = new BridgeCommand(0) { CallId = other.CallId };
        if (other.Carrier != _run.Projection.Carrier)
        {
            throw new CommandFailedException(command, new CommandOutcome(OutcomeStatus.Refused)
            {
                Error = new CarrierError(0, null, "other-carrier", $"The call is of {_run.Projection.Carrier}, the other one of {other.Carrier}; no carrier connects calls of another."),
            });
        }

        var bridge = Command(command);
        var outcome = await TakenAsync(bridge, command);
        return outcome.IsDone ? Connected = new Connection(this, other, bridge, parked, EndOfAsync(other)) : null;
    }

    /// <summary>Waits until another flow's call is over, or this one.</summary>
    private Task<string> EndOfAsync(LiveCall other)
    {
        var main = _run.Projection.Main;
        var watch = _run.Decide(id => new CommandDecided(id, Runtime.CallWatch.Ask(other.Address, Address, id)));
        return _run.WaitAsync<string>(input => _run.Signals.Take(Runtime.CallWatch.EndedName(watch)) is { } ended ? new(ConferenceProtocol.Read<CallResult>(ended.Value).Cause)
            : input is OutcomeEntry { Outcome.IsDone: false } o && o.Operation == watch ? new("UNKNOWN")
            : main.Over ? new(main.Cause ?? "UNKNOWN")
            : null);
    }
}
