namespace CallGrains.Bandwidth;

/// <summary>A call as the carrier sees it.</summary>
/// <param name="Id">The carrier's call id.</param>
/// <param name="State"><c>started</c>, <c>active</c>, <c>transferring</c>, <c>completed</c>, <c>rejected</c> or
/// <c>error</c>.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="From">The calling party.</param>
/// <param name="To">The called party.</param>
internal sealed record CallSnapshot(string Id, string State, string Direction, string From, string To)
{
    /// <summary>When it was answered; null when it was not.</summary>
    public DateTimeOffset? ActiveTime { get; init; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether it is being recorded.</summary>
    public bool RecordingEnabled { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is "completed" or "rejected" or "error";
}

/// <summary>A conference as the carrier sees it.</summary>
/// <param name="Id">The carrier's conference id.</param>
/// <param name="IsOver">Whether it is over.</param>
/// <param name="Members">Its members, those who have left included.</param>
internal sealed record ConferenceSnapshot(string Id, bool IsOver, IReadOnlyList<MemberSnapshot> Members);

/// <summary>A member of a conference as the carrier sees it.</summary>
/// <param name="Id">The carrier's member id.</param>
/// <param name="CallId">The carrier's call id.</param>
/// <param name="HasLeft">Whether it has left.</param>
/// <param name="Mute">Whether it cannot be heard.</param>
/// <param name="Hold">Whether it hears nothing.</param>
internal sealed record MemberSnapshot(string Id, string CallId, bool HasLeft, bool Mute, bool Hold);

/// <summary>One line of the carrier's log of a call.</summary>
/// <param name="Name">For example <c>playback</c> or <c>hangup</c>.</param>
/// <param name="Data">For example <c>start</c>, <c>done</c>, or the cause; null when it has none.</param>
/// <param name="Time">When.</param>
internal sealed record CallLogEntry(string Name, string? Data, DateTimeOffset Time);

/// <summary>A gather as the carrier sees it.</summary>
/// <param name="Id">The carrier's gather id.</param>
/// <param name="IsCompleted">Whether it is over.</param>
/// <param name="Reason">Why it ended; null while it runs.</param>
/// <param name="Digits">The digits so far.</param>
internal sealed record GatherSnapshot(string Id, bool IsCompleted, string? Reason, string Digits);

/// <summary>A transcription as the carrier sees it.</summary>
/// <param name="Id">The carrier's transcription id.</param>
/// <param name="State"><c>transcribing</c>, <c>completed</c> or <c>error</c>.</param>
internal sealed record TranscriptionSnapshot(string Id, string State)
{
    /// <summary>The text, its first 1000 characters; null until it is there.</summary>
    public string? Text { get; init; }

    /// <summary>Characters of the whole text.</summary>
    public int? TextSize { get; init; }

    /// <summary>Where the whole text is.</summary>
    public Uri? TextUrl { get; init; }
}

/// <summary>A recording as the carrier sees it.</summary>
/// <param name="Id">The carrier's recording id.</param>
/// <param name="State"><c>recording</c>, <c>saving</c>, <c>complete</c> or <c>error</c>.</param>
/// <param name="Uri">The recording's own URL.</param>
internal sealed record RecordingSnapshot(string Id, string State, Uri Uri)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Where the file is.</summary>
    public Uri? Media { get; init; }
}
