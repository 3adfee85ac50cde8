namespace CallGrains;

/// <summary>
/// What a grain knows of itself when nothing has come for long, for a carrier that is asked what was missed.
/// </summary>
/// <param name="Address">The grain.</param>
/// <param name="Legs">Its legs that are not over.</param>
/// <param name="Awaited">Its commands whose last events have not come.</param>
public sealed record SilentGrain(FlowAddress Address, IReadOnlyList<SilentLeg> Legs, IReadOnlyList<AwaitedCommand> Awaited)
{
    /// <summary>Whether the event that begins it has not come.</summary>
    public bool NeedsBeginning { get; init; }

    /// <summary>The carrier's id of its own call; null when it has none, or it is not known.</summary>
    public string? MainCallId { get; init; }

    /// <summary>Whether its own call is over.</summary>
    public bool IsOver { get; init; }

    /// <summary>How many recordings were made whose events have not come.</summary>
    public int RecordingsDue { get; init; }

    /// <summary>The recordings whose events have come.</summary>
    public IReadOnlyCollection<string> Recordings { get; init; } = [];

    /// <summary>The transcriptions whose events have not come.</summary>
    public IReadOnlyList<AwaitedTranscription> Transcriptions { get; init; } = [];

    /// <summary>The carrier's conferences of this grain that are not over.</summary>
    public IReadOnlyList<SilentConference> Conferences { get; init; } = [];

    /// <summary>Whether it was asked in vain so often that what cannot be found out is to be taken for over.</summary>
    public bool GivesUp { get; init; }
}

/// <summary>A leg that is not over, as far as its grain knows.</summary>
/// <param name="Number">0 for the grain's own call, else the operation that created it.</param>
/// <param name="CallId">The carrier's call id; null when it is not known.</param>
/// <param name="IsAnswered">Whether it is known to be answered.</param>
public sealed record SilentLeg(int Number, string? CallId, bool IsAnswered)
{
    /// <summary>The operation that creates it; null for a call that came in.</summary>
    public OperationKey? CreatedBy { get; init; }

    /// <summary>Whether it was to be found out if a machine answers, and no event has told it.</summary>
    public bool AwaitsDetection { get; init; }

    /// <summary>Whether the end of a machine's greeting was to be told, and no event has told it.</summary>
    public bool AwaitsGreeting { get; init; }

    /// <summary>Whom that operation calls.</summary>
    public string? Callee { get; init; }

    /// <summary>Where the carrier reports about it; null when <see cref="CallId"/> says which call it is.</summary>
    public Uri? CallbackUrl { get; init; }
}

/// <summary>A command whose last event has not come.</summary>
/// <param name="Command">The command.</param>
/// <param name="Operation">Which operation it is.</param>
/// <param name="Leg">The leg it acts on.</param>
public sealed record AwaitedCommand(Command Command, OperationKey Operation, int Leg)
{
    /// <summary>The author's tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The carrier's id of what it created; null when nothing was, or it is not known.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The commands decided before it, on the same leg, that are known to have taken effect.</summary>
    public IReadOnlyList<Command> Earlier { get; init; } = [];
}

/// <summary>A transcription whose event has not come.</summary>
/// <param name="RecordingId">The carrier's recording id.</param>
/// <param name="TranscriptionId">The carrier's transcription id; null when it is not known.</param>
public sealed record AwaitedTranscription(string RecordingId, string? TranscriptionId);

/// <summary>A conference of the carrier's that is not over, as far as its grain knows.</summary>
/// <param name="Leg">The operation that made it.</param>
/// <param name="Id">The carrier's conference id.</param>
/// <param name="IsCreated">Whether the carrier has told that it was made.</param>
public sealed record SilentConference(int Leg, string Id, bool IsCreated)
{
    /// <summary>Who is in it, as far as is known.</summary>
    public IReadOnlyList<KnownMember> Members { get; init; } = [];

    /// <summary>Members that the carrier has taken in by its answer, and has told nothing of.</summary>
    public IReadOnlyList<string> Arriving { get; init; } = [];

    /// <summary>Its commands whose last events have not come.</summary>
    public IReadOnlyList<AwaitedCommand> Awaited { get; init; } = [];
}

/// <summary>A member of a conference as its grain knows it.</summary>
/// <param name="Id">The carrier's member id.</param>
/// <param name="IsMuted">Whether it cannot be heard.</param>
/// <param name="IsOnHold">Whether it hears nothing.</param>
public sealed record KnownMember(string Id, bool IsMuted, bool IsOnHold);

/// <summary>An event that should have come and has not.</summary>
/// <param name="Event">The event, with the operation that caused it.</param>
/// <param name="Leg">The leg it is about.</param>
public sealed record MissedEvent(CarrierEvent Event, int Leg);
