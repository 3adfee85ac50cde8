namespace CallGrains.Flows.Runtime;

/// <summary>What a host with several carriers knows of one of them, to choose among them.</summary>
public sealed class CarrierRoute
{
    /// <summary>The word for <see cref="CallerId"/> that shows the number that a call is from.</summary>
    public const string SameCallerId = "same";

    /// <summary>
    /// Our numbers that this carrier serves: E.164 or short codes. One that no carrier lists belongs to the default
    /// carrier. None by default.
    /// </summary>
    public IList<string> Numbers { get; } = [];

    /// <summary>
    /// Where it may call, and at which cost: the beginning of the called number (<c>+49</c>; <c>+</c> for all,
    /// <c>sip:</c> for SIP addresses) to the cost of a minute, zero or more, in any unit that all carriers share.
    /// None, the default, is everywhere at no cost.
    /// </summary>
    public IDictionary<string, decimal> Routes { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>
    /// What is shown of a call from a number that another carrier serves: a number of this one, or <c>same</c> for the
    /// number that it is from, where this carrier has verified it. Null, the default: this carrier places no such call.
    /// </summary>
    public string? CallerId { get; set; }
}

/// <summary>What a host knows of its carriers.</summary>
public sealed class CarrierRoutingOptions
{
    /// <summary>By the carrier's name; a carrier may be missing.</summary>
    public IDictionary<string, CarrierRoute> Carriers { get; } = new Dictionary<string, CarrierRoute>(StringComparer.Ordinal);
}
