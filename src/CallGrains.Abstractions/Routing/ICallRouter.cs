using System.Text.Json;

namespace CallGrains;

/// <summary>The way to a grain, wherever it lives: the seam that hides who hosts grains.</summary>
/// <remarks>
/// Safe for use by many threads. Sending the same callback twice is harmless: the grain drops the second.
/// </remarks>
public interface ICallRouter
{
    /// <summary>
    /// Hands a message to a grain, which is brought to life when needed. When the task has completed, the message is
    /// durable: it will be acted on even if every process dies at this instant. The flow may still be running.
    /// </summary>
    /// <param name="address">The grain.</param>
    /// <param name="message">A <see cref="Callback"/>, <see cref="StartCall"/>, <see cref="Signal"/> or
    /// <see cref="HangUpRequest"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the append: never pass a request's own token where the append
    /// must finish.</param>
    /// <exception cref="JournalUnavailableException">It could not be made durable.</exception>
    /// <exception cref="OverloadedException">Too much is waiting; try again after a moment.</exception>
    Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default);
}

/// <summary>Too much work is waiting; the message was not taken.</summary>
/// <param name="message">What is full.</param>
/// <param name="retryAfter">When to try again.</param>
public sealed class OverloadedException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>
    /// Whether the one grain takes no more events of this kind until then, so that asking it again is work for nothing;
    /// false when the whole process is busy.
    /// </summary>
    public bool IsOfGrain { get; init; }
}

/// <summary>What can be sent to a grain.</summary>
public abstract record GrainMessage
{
    /// <summary>
    /// Who asked for it, in words for people, such as <c>key ops from 192.0.2.1</c>; kept in the journal. Null, the
    /// default, where it is the carrier, a flow or the program itself.
    /// </summary>
    public string? By { get; init; }
}

/// <summary>A carrier's callback.</summary>
/// <param name="Carrier">The carrier's name.</param>
/// <param name="Form">The form of <paramref name="Raw"/>.</param>
/// <param name="Raw">The callback's own bytes, or the supplied event's.</param>
/// <param name="Received">The bytes, read.</param>
public sealed record Callback(string Carrier, CallbackForm Form, ReadOnlyMemory<byte> Raw, ReceivedEvent Received) : GrainMessage
{
    /// <summary>The event.</summary>
    public CarrierEvent Event => Received.Event;

    /// <summary>
    /// The leg whose URL it came to: 0 for the grain's own call, else the operation that created the leg.
    /// </summary>
    public int Leg { get; init; }

    /// <summary>The flow that the callback path names; null when it names none.</summary>
    public string? Flow { get; init; }

    /// <summary>
    /// Whether nothing proves who sent it: neither a URL that we signed, nor credentials, nor the carrier's signature.
    /// By itself it makes a grain that has not begun neither ask the carrier nor stay in memory.
    /// </summary>
    public bool IsUnsigned { get; init; }

    /// <summary>
    /// Whether its source has sent more than its share of callbacks that no flow answers: it is kept only where a flow
    /// answers it.
    /// </summary>
    public bool IsSurplus { get; init; }

    /// <summary>
    /// How often calls of our own have passed the call on before it came here; found out by the grain.
    /// </summary>
    internal int Hops { get; init; }

    /// <summary>
    /// An event that the carrier did not send, but told when asked. It is kept in the neutral form, which needs no
    /// carrier's reader.
    /// </summary>
    internal static Callback Supplied(string carrier, CarrierEvent e, int leg) => new(carrier, CallbackForm.Neutral, EventJson.Write(e), new ReceivedEvent(e)) { Leg = leg };

    /// <summary>
    /// The callback with the grain that its carrier names when asked. An event that was changed for that is kept in the
    /// neutral form.
    /// </summary>
    internal async Task<Callback> PlacedAsync(ICarrier carrier, CancellationToken cancellationToken)
    {
        var placed = await carrier.Recovery.PlaceAsync(Received, cancellationToken);
        return ReferenceEquals(placed.Event, Received.Event)
            ? this with { Received = placed, Leg = placed.Leg }
            : new Callback(Carrier, CallbackForm.Neutral, EventJson.Write(placed.Event), placed) { Leg = placed.Leg };
    }
}

/// <summary>Places a call and runs a flow on it.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="From">One of our numbers.</param>
/// <param name="To">Who is called.</param>
/// <param name="Args">What the flow is given (<c>call.Args</c>); null for nothing.</param>
/// <param name="Carrier">The one carrier that may place it; null for whichever the host's routes choose.</param>
public sealed record StartCall(string Flow, string From, string To, JsonElement? Args, string? Carrier = null) : GrainMessage
{
    /// <summary>The conference that the call is placed for, which it can join then; null for none.</summary>
    public ConferenceName? Conference { get; init; }

    /// <summary>How long it rings: above zero, up to 300 s; null for the carrier's default of 60 s.</summary>
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>How often calls of our own have led to one another before this one; 0 for a new beginning.</summary>
    public int Hops { get; init; }

    /// <summary>When it is placed; null, or a time that has passed, for at once.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether the carrier was chosen among several, so that another may be tried.</summary>
    internal bool IsRouted { get; init; }
}

/// <summary>A conference by its name.</summary>
/// <param name="Name">The name that flows know it by.</param>
/// <param name="Flow">Its flow, when this begins it; null for none of its own.</param>
public sealed record ConferenceName(string Name, string? Flow = null);

/// <summary>A durable message to a flow.</summary>
/// <param name="Id">Names this sending: a second one with the same id is dropped.</param>
/// <param name="Name">What the flow waits for.</param>
/// <param name="Value">What it is given; null for nothing.</param>
public sealed record Signal(string Id, string Name, JsonElement? Value) : GrainMessage
{
    /// <summary>
    /// The flow that a message thread begins with, when this is the first that comes to it; null for the one that our
    /// number is bound to.
    /// </summary>
    public string? Flow { get; init; }
}

/// <summary>Ends the call, whatever its flow is doing.</summary>
public sealed record HangUpRequest : GrainMessage;

/// <summary>What the grain made of a message.</summary>
public enum Disposition
{
    /// <summary>It goes to the flow.</summary>
    Accepted,

    /// <summary>It waits for an event that must come first.</summary>
    Held,

    /// <summary>It has been here before.</summary>
    Duplicate,

    /// <summary>
    /// It came after something that settles it (the end of the call, its own later state): journalled, not handed to
    /// the flow.
    /// </summary>
    Late,

    /// <summary>No flow answers for it: journalled, nothing else.</summary>
    Unclaimed,

    /// <summary>
    /// It came so long after the grain's end (<c>GrainOptions.ReplayWindow</c>) that no carrier can have meant it: not
    /// even journalled.
    /// </summary>
    Expired,
}

/// <summary>What the grain made of a message, once it is durable.</summary>
/// <param name="Disposition">What it made of it.</param>
/// <param name="Reason">Why, in words, where it is not simply accepted.</param>
public sealed record Receipt(Disposition Disposition, string? Reason = null)
{
    /// <summary>What the callback that is open is answered; null for nothing.</summary>
    public CallbackReply? Reply { get; init; }
}
