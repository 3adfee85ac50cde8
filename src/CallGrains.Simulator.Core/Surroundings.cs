using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator;

/// <summary>What whoever runs the network gives it: the clocks, the way to receivers, and its own address.</summary>
/// <remarks>
/// Clock is the network's; WallClock is the one that receivers check signatures by.
/// </remarks>
internal sealed record Surroundings(TimeProvider Clock, TimeProvider WallClock, ICallbackTransport Transport, Func<Urls> Urls, INetworkLog Log)
{
    /// <summary>
    /// Whether requests and callbacks are remembered, for <c>/sim/requests</c>, <c>/sim/callbacks</c> and a page; true
    /// by default. Their headers and bodies cost about as much as what they do.
    /// </summary>
    public bool IsWatched { get; init; } = true;

    /// <summary>What things are called; null (the default) for ids in the carrier's shape.</summary>
    public Ids? Ids { get; init; }
}
