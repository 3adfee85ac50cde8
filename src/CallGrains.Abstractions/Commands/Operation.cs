using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>One command on its way: which grain's, on which call, and how its events will be known.</summary>
/// <param name="Grain">The grain that decided it.</param>
/// <param name="Id">Its number within the grain, from 1.</param>
/// <param name="Command">What is asked.</param>
public sealed record Operation(FlowAddress Grain, int Id, Command Command)
{
    /// <summary>The leg it acts on: 0 for the grain's own call, else the operation that created the leg.</summary>
    public int Leg { get; init; }

    /// <summary>The author's own tag, given back in the events; null for none.</summary>
    public string? Tag { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset DecidedAt { get; init; }
}

/// <summary>What became of a command.</summary>
public enum OutcomeStatus
{
    /// <summary>The carrier took it.</summary>
    Done,

    /// <summary>The call it was for is over: no error, just too late.</summary>
    Gone,

    /// <summary>The carrier refused it, and would again.</summary>
    Refused,

    /// <summary>It may or may not have taken effect, and nobody can tell.</summary>
    Unknown,
}

/// <summary>The outcome of one operation, as journalled and as handed to the flow.</summary>
/// <param name="Status">What became of it.</param>
public sealed record CommandOutcome([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OutcomeStatus Status)
{
    /// <summary>
    /// The id of what it created (call, gather), from the <c>Location</c> header; null when nothing was, or it is not
    /// known.
    /// </summary>
    public string? ResourceId { get; init; }

    /// <summary>
    /// Bytes of the file that was found, for a recording; null where there is none, or the carrier does not say.
    /// </summary>
    public long? Length { get; init; }

    /// <summary>The carrier's error, when there is one.</summary>
    public CarrierError? Error { get; init; }

    /// <summary>How many times it was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// How long it waited for its turn, so that the carrier's limits were kept; null when it went at once.
    /// </summary>
    public TimeSpan? GovernorWait { get; init; }

    /// <summary>True when it was learnt by asking the carrier, not from the answer to the request.</summary>
    public bool Observed { get; init; }

    /// <summary>
    /// Whether it is a text that was not sent, because the other side has stopped texts (<c>STOP</c>).
    /// </summary>
    [JsonIgnore]
    public bool IsOptedOut => Status == OutcomeStatus.Refused && Error?.Code == OptedOutCode;

    internal const string OptedOutCode = "opted-out";

    internal static CommandOutcome OptedOut(SendMessageCommand text) => new(OutcomeStatus.Refused)
    {
        Error = new CarrierError(0, null, OptedOutCode, $"{text.To} has stopped texts from {text.From}; only START, sent from there, opens them again."),
    };

    /// <summary>Whether the carrier took it.</summary>
    [JsonIgnore]
    public bool IsDone => Status == OutcomeStatus.Done;
}

/// <summary>An error in the carrier's words.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Category">For example <c>forbidden</c>.</param>
/// <param name="Code">The carrier's own word for the fault, for programs.</param>
/// <param name="Message">The carrier's text for people.</param>
public sealed record CarrierError(int Status, string? Category, string? Code, string? Message)
{
    /// <summary>The carrier's name/value details; empty when it gave none.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
