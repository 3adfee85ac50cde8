namespace CallGrains.Bandwidth.Rest;

/// <summary>Something to be heard: a sentence or a file, not both. An empty one stops what is heard.</summary>
public sealed record AudioRequest
{
    /// <summary>Stops a sentence; 403 <c>call-audio-invalid-state</c> when none is spoken.</summary>
    public static AudioRequest StopSentence { get; } = new() { Sentence = "" };

    /// <summary>Stops a file; 403 <c>call-audio-invalid-state</c> when none is played.</summary>
    public static AudioRequest StopFile { get; } = new() { FileUrl = "" };

    /// <summary>Up to 1000 characters.</summary>
    public string? Sentence { get; init; }

    /// <summary>The URL of a WAV or MP3 file.</summary>
    public string? FileUrl { get; init; }

    /// <summary><c>female</c> (default) or <c>male</c>; with a sentence only.</summary>
    public string? Gender { get; init; }

    /// <summary>For example <c>en_US</c>, the default; with a sentence only.</summary>
    public string? Locale { get; init; }

    /// <summary>For example <c>susan</c>, the default; with a sentence only.</summary>
    public string? Voice { get; init; }

    /// <summary>Repeats until stopped; false by default.</summary>
    public bool? LoopEnabled { get; init; }

    /// <summary>-4 to 4, 0 by default; on calls only.</summary>
    public int? Volume { get; init; }

    /// <summary>Free text, given back in the events of this audio. Not in prompts and whispers.</summary>
    public string? Tag { get; init; }
}
