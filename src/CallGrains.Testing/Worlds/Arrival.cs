namespace CallGrains.Testing.Worlds;

/// <summary>A callback that has come in, and whose grain is found out as at the ingress.</summary>
/// <param name="protocol">The carrier's.</param>
/// <param name="read">What came.</param>
/// <param name="route">What its URL says.</param>
internal sealed class Arrival(ICallbackProtocol protocol, Callback read, CallbackRoute route)
{
    /// <summary>What it tells, in the carrier's own ids.</summary>
    public CarrierEvent Event => read.Event;

    /// <summary>Whether its carrier has to be asked whose it is.</summary>
    public bool IsToBePlaced => read.Received.IsToBePlaced;

    /// <summary>Finds its grain, in the process that it was brought to.</summary>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public ValueTask<(FlowAddress To, Callback Callback)> PlaceAsync(HostProcess process) => CallbackIntake.PlaceAsync(protocol, read, route, _ => process.Carrier);

    /// <summary>The same where nobody has to be asked.</summary>
    public (FlowAddress To, Callback Callback) Place() => CallbackIntake.Place(protocol, read, route);
}
