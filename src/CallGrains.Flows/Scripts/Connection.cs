namespace CallGrains.Flows;

/// <summary>
/// A call of another flow that this one is connected with. The script may return: the connection lasts until one of the
/// two hangs up; one that fails hangs its call up. The other call belongs to its own flow, which goes on with it then.
/// </summary>
/// <remarks>For the script's own turn only.</remarks>
public sealed class Connection
{
    private readonly CallContext _call;
    private readonly int _bridge;
    private readonly int _parked;

    internal Connection(CallContext call, LiveCall other, int bridge, int parked, Task<string> completion) =>
        (_call, Other, _bridge, _parked, Completion) = (call, other, bridge, parked, completion);

    /// <summary>The other call.</summary>
    public LiveCall Other { get; }

    /// <summary>Whether the two are connected still, as of this point of the script.</summary>
    public bool IsOpen => !Completion.IsCompleted && !IsApart && !_call.HasEnded;

    internal bool IsApart { get; private set; }

    internal Task<string> Completion { get; }

    /// <summary>Waits until one of the two calls is over; at once when one is.</summary>
    /// <returns>Why it ended.</returns>
    public Task<string> EndedAsync() => Completion;

    /// <summary>
    /// Takes the two apart: each call goes on with its own flow. One that was parked is told, so its
    /// <see cref="CallContext.ParkAsync"/> returns. Does nothing when they are apart. On replay nothing is sent.
    /// </summary>
    /// <exception cref="CommandFailedException">The carrier refused, or has no such command.</exception>
    [NeedsCommand(typeof(UnbridgeCommand))]
    public async Task UnbridgeAsync()
    {
        if (IsOpen)
        {
            await _call.UnbridgeAsync(_bridge, leg: 0);
            IsApart = true;
            _call.TellReleased(Other, _parked);
        }
    }
}
