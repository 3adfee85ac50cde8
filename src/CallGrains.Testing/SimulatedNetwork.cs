using CallGrains.Simulator;
using CallGrains.Testing.Worlds;
using CallGrains.Testing.Worlds.Networks;

namespace CallGrains.Testing;

/// <summary>
/// A carrier's network that a <see cref="FlowTest"/> or <see cref="FlowFuzz"/> runs on: the one of
/// <c>callgrains-simulator</c>, in the flows' own time, met through the carrier's real adapter. What the carrier
/// refuses is refused, and what it does in its own way is done so.
/// </summary>
/// <remarks>Immutable, safe for many threads.</remarks>
public sealed class SimulatedNetwork
{
    private readonly SimulatedCarrier _carrier;

    private SimulatedNetwork(SimulatedCarrier carrier) => _carrier = carrier;

    /// <summary>Bandwidth's V1 API (Catapult).</summary>
    public static SimulatedNetwork Bandwidth { get; } = new(SimulatedCarrier.Bandwidth);

    /// <summary>Telnyx's Call Control and messaging.</summary>
    public static SimulatedNetwork Telnyx { get; } = new(SimulatedCarrier.Telnyx);

    /// <summary>The carrier's name: <c>bandwidth</c> or <c>telnyx</c>.</summary>
    public override string ToString() => _carrier.ToString().ToLowerInvariant();

    internal CarrierCapabilities Capabilities => field ??= NetworkDialect.Of(_carrier).Capabilities;

    internal IWorldCarrier For(World world) => new NetworkCarrier(world, _carrier);
}
