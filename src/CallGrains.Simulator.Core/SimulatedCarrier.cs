namespace CallGrains.Simulator;

/// <summary>The carriers that a simulator can stand for.</summary>
public enum SimulatedCarrier
{
    /// <summary>Bandwidth's V1 API ("Catapult").</summary>
    Bandwidth,

    /// <summary>Telnyx's Call Control and messaging, API v2.</summary>
    Telnyx,
}
