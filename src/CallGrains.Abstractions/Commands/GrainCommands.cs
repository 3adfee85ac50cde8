using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>
/// What a flow asks of another grain, not of a carrier. It is sent until it is durable there, and the grain drops a
/// second one.
/// </summary>
/// <param name="To">The grain's address, as <see cref="FlowAddress.ToString"/> writes it.</param>
public abstract record GrainCommand(string To) : Command
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;
}

/// <summary>A durable message to another flow: it comes once.</summary>
/// <param name="To">The grain's address.</param>
/// <param name="Name">What the flow waits for.</param>
public sealed record SignalCommand(string To, string Name) : GrainCommand(To)
{
    /// <summary>What it carries; null for nothing.</summary>
    public JsonElement? Value { get; init; }
}

/// <summary>Places a call with a flow of its own.</summary>
/// <param name="To">The new grain's address.</param>
/// <param name="Flow">The flow's name.</param>
/// <param name="Caller">One of our numbers.</param>
/// <param name="Callee">Who is called.</param>
public sealed record StartCallCommand(string To, string Flow, string Caller, string Callee) : GrainCommand(To)
{
    /// <summary>What the flow is given; null for nothing.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>The conference that the call is placed for; null for none.</summary>
    public ConferenceName? Conference { get; init; }

    /// <summary>How long it rings: above zero, up to 300 s; null for the carrier's default of 60 s.</summary>
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>The one carrier that may place it; null for whichever the host's routes choose.</summary>
    public string? Carrier { get; init; }
}

/// <summary>
/// Hands a callback on to the grain that it belongs to. Only grains of the framework's own decide it.
/// </summary>
/// <param name="To">The grain's address.</param>
/// <param name="Entry">The number of the journal entry that holds the callback.</param>
public sealed record ForwardCommand(string To, long Entry) : GrainCommand(To);
