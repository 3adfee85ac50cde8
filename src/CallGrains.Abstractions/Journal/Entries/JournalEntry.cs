using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Journals;

/// <summary>
/// One entry of a grain's journal. Stored as JSON of our own: <c>{"kind":"event","v":1,"at":…,"through":…,…}</c>;
/// fields are added, never renamed or reused (see the journal's README).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BeginEntry), "begin")]
[JsonDerivedType(typeof(EventEntry), "event")]
[JsonDerivedType(typeof(ReleaseEntry), "release")]
[JsonDerivedType(typeof(DecisionEntry), "decision")]
[JsonDerivedType(typeof(AttemptEntry), "attempt")]
[JsonDerivedType(typeof(OutcomeEntry), "outcome")]
[JsonDerivedType(typeof(StepEntry), "step")]
[JsonDerivedType(typeof(TimerEntry), "timer")]
[JsonDerivedType(typeof(SignalEntry), "signal")]
[JsonDerivedType(typeof(HangUpEntry), "hangUp")]
[JsonDerivedType(typeof(FaultEntry), "fault")]
[JsonDerivedType(typeof(CheckEntry), "check")]
[JsonDerivedType(typeof(AliasEntry), "alias")]
[JsonDerivedType(typeof(SnapshotEntry), "snapshot")]
public abstract record JournalEntry
{
    private DateTimeOffset _at;
    private long _through;
    private long _sequence;

    /// <summary>The version of the format this entry is written in.</summary>
    [JsonPropertyName("v")]
    [JsonPropertyOrder(-3)]
    public int Version { get; init; } = JournalFormat.CurrentVersion;

    /// <summary>
    /// When it was written, by the host's clock. A script's <c>call.Now</c> is the time of the entry it reacts to.
    /// </summary>
    [JsonPropertyOrder(-2)]
    public DateTimeOffset At
    {
        get => _at;
        init => _at = value;
    }

    /// <summary>The number of the last entry that the flow had reacted to when this one was written.</summary>
    [JsonPropertyOrder(-1)]
    public long Through
    {
        get => _through;
        init => _through = value;
    }

    /// <summary>
    /// The id of the key that has encrypted what is secret of it (<see cref="JournalKeys"/>); null for nothing. What is
    /// encrypted stands in the place of the callback: an event's callback, or any other entry's whole JSON.
    /// </summary>
    [JsonPropertyName("sealed")]
    public string? SealedBy { get; init; }

    /// <summary>Its number in the grain's journal, from 1. Not part of the JSON.</summary>
    [JsonIgnore]
    public long Sequence
    {
        get => _sequence;
        init => _sequence = value;
    }

    /// <summary>Whether the flow reacts to it.</summary>
    [JsonIgnore]
    public virtual bool IsInput => false;

    /// <summary>
    /// Gives a new entry its place in the journal. For the one who has just made it, before anybody else has it.
    /// </summary>
    /// <param name="stamp">The place.</param>
    internal void Stamp(EntryStamp stamp) => (_at, _through, _sequence) = (stamp.At, stamp.Through, stamp.Sequence);
}

/// <summary>The place of an entry in its journal.</summary>
internal readonly record struct EntryStamp
{
    /// <summary>See <see cref="JournalEntry.At"/>.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>See <see cref="JournalEntry.Through"/>.</summary>
    public long Through { get; init; }

    /// <summary>See <see cref="JournalEntry.Sequence"/>.</summary>
    public long Sequence { get; init; }
}

/// <summary>The grain's first entry: which flow answers, pinned to its version.</summary>
/// <param name="Flow">The flow's name; empty when none answers.</param>
/// <param name="FlowVersion">Its version.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="From">The calling party.</param>
/// <param name="To">The called party.</param>
public sealed record BeginEntry(string Flow, int FlowVersion, string Direction, string From, string To) : JournalEntry
{
    /// <summary>The carrier's name.</summary>
    public string Carrier { get; init; } = "";

    /// <summary>What the flow was given; null for nothing.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>
    /// Whether <see cref="Carrier"/> was chosen among several by the host's routes, so that another may be tried when
    /// it does not take the call; false where somebody named it, and in journals of before there were several.
    /// </summary>
    public bool IsRouted { get; init; }

    /// <summary>The conference that the call is placed for; null for none.</summary>
    public ConferenceName? Conference { get; init; }

    /// <summary>How long it rings: above zero, up to 300 s; null for the carrier's default of 60 s.</summary>
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>
    /// Who asked for it (<see cref="GrainMessage.By"/>); null in journals of before this was kept, and where the
    /// carrier or a flow did.
    /// </summary>
    public string? By { get; init; }

    /// <summary>
    /// How often calls of our own have led to one another before this one; 0 for a person's call, or one that somebody
    /// placed.
    /// </summary>
    public int Hops { get; init; }

    /// <summary>
    /// When the call is to be placed; null for at once. Until then the flow does not run: it begins with the timer that
    /// is decided beside this entry.
    /// </summary>
    public DateTimeOffset? PlaceAt { get; init; }

    /// <summary>
    /// The behaviour of waits and failures that the flow runs by (<c>FlowRules</c>); 0 in journals of before there was
    /// a choice.
    /// </summary>
    public int Rules { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => true;
}

/// <summary>An event of the carrier. The callback's own bytes are stored beside the JSON.</summary>
/// <param name="Carrier">The carrier's name.</param>
/// <param name="Form">The form of the bytes.</param>
/// <param name="Disposition">What the sequencer made of it.</param>
public sealed record EventEntry(
    string Carrier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CallbackForm Form,
    [property: JsonPropertyName("verdict"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] Disposition Disposition) : JournalEntry
{
    /// <summary>The leg it is about: 0 for the grain's own call.</summary>
    public int Leg { get; init; }

    /// <summary>
    /// The operation that caused it, where the bytes do not say it: those of the neutral form never do. Null for none.
    /// </summary>
    public int? Operation { get; init; }

    /// <summary>Why it was not simply accepted.</summary>
    public string? Reason { get; init; }

    /// <summary>The flow that the path of a held callback named: the event it waits for may not name it.</summary>
    public string? Flow { get; init; }

    /// <summary>Whether nothing proves who sent a held callback (<see cref="Callback.IsUnsigned"/>).</summary>
    [JsonPropertyName("unsigned")]
    public bool IsUnsigned { get; init; }

    /// <summary>The keyword that a text was, and its answer; null for any other.</summary>
    public Keyword? Keyword { get; init; }

    /// <summary>True when the carrier did not send it: it was supplied from what the carrier said when asked.</summary>
    public bool Observed { get; init; }

    /// <summary>The callback's own bytes (or the supplied event's). Stored beside the JSON.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The bytes, read.</summary>
    [JsonIgnore]
    public ReceivedEvent Received { get; init; } = null!;

    /// <summary>The event.</summary>
    [JsonIgnore]
    public CarrierEvent Event => Received.Event;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => Disposition == Disposition.Accepted;
}

/// <summary>Events that were held may now go to the flow, in this order.</summary>
/// <param name="Entries">The numbers of the held entries.</param>
public sealed record ReleaseEntry(IReadOnlyList<long> Entries) : JournalEntry
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => true;
}

/// <summary>What the flow decided on the entries up to <see cref="JournalEntry.Through"/>.</summary>
/// <param name="Items">Commands, steps, timers and patches, in order.</param>
public sealed record DecisionEntry(IReadOnlyList<Decided> Items) : JournalEntry
{
    /// <summary>The state of a <c>CallFlow&lt;TState&gt;</c> after the turn, when it changed.</summary>
    public JsonElement? State { get; init; }

    /// <summary>What the flow said of itself in the turn; null when it said nothing.</summary>
    public string? Status { get; init; }

    /// <summary>What the flow said in the turn that it has come to; null when it said nothing.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Whether the flow has nothing more to do.</summary>
    public bool Completed { get; init; }

    /// <summary>The exception that ended the flow, when one did.</summary>
    public string? Failure { get; init; }

    /// <summary>
    /// Whether the flow waits for nothing and remembers nothing beyond its state: all it needs can be put into a
    /// snapshot.
    /// </summary>
    public bool AtRest { get; init; }

    /// <summary>
    /// Whether the host decided it, not the flow: such operations have negative numbers and are no part of the replay.
    /// </summary>
    public bool ByHost { get; init; }
}

/// <summary>
/// A command is about to be sent that may have been sent before: once this is durable, no other activation is about to
/// send it too.
/// </summary>
/// <param name="Operation">Its operation's number.</param>
public sealed record AttemptEntry(int Operation) : JournalEntry
{
    /// <summary>
    /// The carrier that the command goes to from here on, because the one before certainly did not take it, or is not
    /// the one to ask; null for the same as before.
    /// </summary>
    public string? Carrier { get; init; }

    /// <summary>Why it goes to another carrier, in words for people; null where it does not.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of a command.</summary>
/// <param name="Operation">Its operation's number.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record OutcomeEntry(int Operation, CommandOutcome Outcome) : JournalEntry
{
    /// <summary>
    /// The requests that it took, questions when it was in doubt among them; null in journals of before this was kept,
    /// and where there was none.
    /// </summary>
    public IReadOnlyList<CarrierExchange>? Requests { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => Operation > 0;
}

/// <summary>The remembered result of a step.</summary>
/// <param name="Operation">Its operation's number.</param>
public sealed record StepEntry(int Operation) : JournalEntry
{
    /// <summary>What it returned.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>What it threw, when it threw: type and message.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// The whole exception with its inner ones and where it was thrown; null when it did not throw, and in journals of
    /// before this was kept.
    /// </summary>
    public string? Details { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => true;
}

/// <summary>A timer fired.</summary>
/// <param name="Operation">Its operation's number; negative for the host's own.</param>
public sealed record TimerEntry(int Operation) : JournalEntry
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => Operation > 0;
}

/// <summary>A signal came.</summary>
/// <param name="Id">Names the sending.</param>
/// <param name="Name">What the flow waits for.</param>
/// <param name="Disposition">Accepted, or why not.</param>
public sealed record SignalEntry(string Id, string Name, [property: JsonPropertyName("verdict"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] Disposition Disposition) : JournalEntry
{
    /// <summary>What it carries.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>
    /// Who asked for it (<see cref="GrainMessage.By"/>); null in journals of before this was kept, and where a flow or
    /// the program itself did.
    /// </summary>
    public string? By { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => Disposition == Disposition.Accepted && !SignalNames.IsOfHost(Name);

    /// <summary>Whether the framework sent it, for itself.</summary>
    internal bool IsOwn => Name.StartsWith(SignalNames.Own);

    /// <summary>Whether another grain wants to be told how this call ends.</summary>
    internal bool IsWatch => Name == SignalNames.Watch;
}

/// <summary>Somebody asked for the call to be ended.</summary>
public sealed record HangUpEntry : JournalEntry
{
    /// <summary>
    /// Who asked for it (<see cref="GrainMessage.By"/>); null in journals of before this was kept, and where the
    /// program itself did.
    /// </summary>
    public string? By { get; init; }
}

/// <summary>The flow cannot go on until its code is mended; the journal goes on without it.</summary>
/// <param name="Message">The exception's message.</param>
public sealed record FaultEntry(string Message) : JournalEntry
{
    /// <summary>
    /// What is done with the flow beyond that; <see cref="FlowStop.None"/> when the next activation tries it again.
    /// </summary>
    public FlowStop Stop { get; init; }

    /// <summary>
    /// Who asked for it (<see cref="GrainMessage.By"/>); null in journals of before this was kept, and where nobody
    /// did.
    /// </summary>
    public string? By { get; init; }
}

/// <summary>What is done with a flow that is not to run.</summary>
public enum FlowStop
{
    /// <summary>It is tried again when its grain is read again, perhaps by a program that mends it.</summary>
    None,

    /// <summary>
    /// It is not run again until somebody releases it: it brought processes down, or did more than a flow may.
    /// </summary>
    Quarantined,

    /// <summary>It has been ended by command: nothing of it runs any more.</summary>
    Terminated,

    /// <summary>It has been released from its quarantine.</summary>
    Released,
}

/// <summary>The carrier was asked about a silent call, and had nothing new.</summary>
public sealed record CheckEntry : JournalEntry
{
    /// <summary>
    /// Whether the carrier answered, so that the call is known to be alive; false when it could not be asked.
    /// </summary>
    public bool IsAlive { get; init; }
}

/// <summary>What comes to this grain belongs to another: it is handed on there.</summary>
/// <param name="To">The other grain's address.</param>
public sealed record AliasEntry(string To) : JournalEntry;
