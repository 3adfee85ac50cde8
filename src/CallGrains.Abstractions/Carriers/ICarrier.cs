namespace CallGrains;

/// <summary>One carrier: how it reports, how it takes commands, and what can be found out from it afterwards.</summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface ICarrier
{
    /// <summary>The carrier's name in journals and callback paths.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    CarrierCapabilities Capabilities { get; }

    /// <summary>How it reports.</summary>
    ICallbackProtocol Callbacks { get; }

    /// <summary>How it takes commands.</summary>
    ICommandChannel Commands { get; }

    /// <summary>How it is asked about what is missing.</summary>
    ICarrierRecovery Recovery { get; }
}
