using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Journals;

/// <summary>
/// All that must be known of a grain, so that no entry before needs to be read again: of one at rest, or of one whose
/// flow begins anew.
/// </summary>
/// <param name="Begin">How it began.</param>
public sealed record SnapshotEntry(BeginEntry Begin) : JournalEntry
{
    /// <summary>When its first entry was written.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>The number of the last operation decided.</summary>
    public int LastOperation { get; init; }

    /// <summary>Whether the other side wants no texts.</summary>
    public bool IsStopped { get; init; }

    /// <summary>The state of a flow of handlers; null when there is none.</summary>
    public JsonElement? State { get; init; }

    /// <summary>What the flow last said of itself; null when it said nothing.</summary>
    public string? Status { get; init; }

    /// <summary>What the flow has come to; null when it has set nothing.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Events that may come a second time.</summary>
    public IReadOnlyList<SeenEvent> Seen { get; init; } = [];

    /// <summary>Signals that may come a second time, by their ids.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>What goes on where a flow begins anew (<c>ContinueAsNewAsync</c>); null for a grain at rest.</summary>
    public Continuation? Continuation { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsInput => true;
}

/// <summary>An event that was here, as far as it must be known to tell its double.</summary>
/// <param name="Key">What is the same for two deliveries of it.</param>
/// <param name="At">When it came.</param>
public sealed record SeenEvent(string Key, DateTimeOffset At)
{
    /// <summary>The message it is about; null for none.</summary>
    public string? MessageId { get; init; }

    /// <summary>How far that message had come.</summary>
    public int Rank { get; init; }

    /// <summary>The digest of its key, in hexadecimal, where the key itself is not kept; null where it is.</summary>
    public string? Digest { get; init; }
}
