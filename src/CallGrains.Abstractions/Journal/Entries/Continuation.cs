using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Journals;

/// <summary>
/// What a flow that begins anew still has from before: what it has not taken yet, and what its grain waits for.
/// </summary>
public sealed record Continuation
{
    /// <summary>How often the flow has begun anew, this time included.</summary>
    public int Round { get; init; }

    /// <summary>
    /// Entries of before that count still, in their order: events and signals that the flow has not taken, and commands
    /// in flight with what is known of them.
    /// </summary>
    public IReadOnlyList<KeptEntry> Kept { get; init; } = [];

    /// <summary>The call and its legs, as far as they are known; none for a message thread.</summary>
    public IReadOnlyList<KeptLeg> Legs { get; init; } = [];

    /// <summary>Recordings that were made and whose events have not come.</summary>
    public int RecordingsDue { get; init; }

    /// <summary>What a failure that did not end the flow said; null for none.</summary>
    public string? Fault { get; init; }
}

/// <summary>An entry of before, as it was stored.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Body">Its JSON.</param>
public sealed record KeptEntry(long Sequence, JsonElement Body)
{
    /// <summary>The callback's own bytes; null for none.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>The entry, read.</summary>
    [JsonIgnore]
    public JournalEntry Entry { get; init; } = null!;

    /// <summary>Keeps an entry.</summary>
    /// <param name="entry">The entry, with its number.</param>
    internal static KeptEntry Of(JournalEntry entry)
    {
        // What keeps it is encrypted where it must be.
        var stored = JournalFormat.Write(entry with { SealedBy = null });
        using var json = JsonDocument.Parse(stored.Body);
        return new KeptEntry(entry.Sequence, json.RootElement.Clone()) { Raw = stored.Raw.IsEmpty ? null : stored.Raw.ToArray(), Entry = entry };
    }

    internal KeptEntry Read(CallbackReaders readers) =>
        this with { Entry = JournalFormat.Read(new StoredEntry(JsonSerializer.SerializeToUtf8Bytes(Body), Raw), Sequence, readers) };
}

/// <summary>What is known of a call, or of one of its legs.</summary>
/// <param name="Number">0 for the grain's own call, else the operation that created the leg.</param>
public sealed record KeptLeg(int Number)
{
    /// <summary>The carrier's id; null while it is not known.</summary>
    public string? CallId { get; init; }

    /// <summary>Whether a transfer made it.</summary>
    public bool IsTransfer { get; init; }

    /// <summary>Whether it was dialled.</summary>
    public bool IsDialled { get; init; }

    /// <summary>Whether it was answered.</summary>
    public bool Answered { get; init; }

    /// <summary>What was to be found out of whoever answers; null for nothing.</summary>
    public MachineDetection? Machines { get; init; }

    /// <summary>Who answered, as the carrier has found out; null while it has not.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>How a machine's greeting ended; null while that was not told.</summary>
    public string? GreetingEnd { get; init; }

    /// <summary>Whether it is over, or the carrier has shown that it is.</summary>
    public bool IsClosing { get; init; }

    /// <summary>Why it ended; null while it lasts.</summary>
    public string? Cause { get; init; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
