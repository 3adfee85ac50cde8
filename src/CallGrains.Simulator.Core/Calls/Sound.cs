using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Calls;

/// <summary>Something that sounded on a call: what its far party heard, or a key that it pressed.</summary>
/// <remarks>
/// The kind is <c>speak</c>, <c>play</c>, <c>dtmf</c> (heard), <c>connected</c> (the text is the other's number),
/// <c>said</c> (by the far party), <c>voice</c> (another's words), <c>joined</c> and <c>left</c> (the text is the
/// conference), <c>tone</c> (<c>join</c> or <c>leave</c>), or <c>key</c> (pressed).
/// </remarks>
internal sealed class Sound(DateTimeOffset at, string kind, string? text, string? url, bool isLoop)
{
    public DateTimeOffset At => at;

    public string Kind => kind;

    public string? Text => text;

    public string? Url => url;

    public bool IsLoop => isLoop;

    /// <summary>In which voice words are said.</summary>
    public string Voice { get; init; } = Sentence.VoiceOf(null, null);

    /// <summary>When it was over; null while it sounds, and for what has no length.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Whether it was stopped before its end.</summary>
    public bool IsCut { get; set; }
}
