namespace CallGrains.Journals;

/// <summary>
/// Entries with a secret in them. The callback of an event is encrypted where it stands; of any other entry the whole
/// JSON is, in the place of a callback, and what is left to read has no secret in it.
/// </summary>
internal static class SealedEntry
{
    /// <summary>What stands in the place of a secret.</summary>
    private const string Hidden = "(encrypted)";

    /// <summary>The stored form.</summary>
    public static StoredEntry Write(JournalEntry entry, JournalKeys keys)
    {
        var clear = JournalFormat.Write(entry);
        var shown = entry switch
        {
            DecisionEntry decision => decision with { State = null, Items = [.. decision.Items.Select(Hide)] },
            StepEntry step => step with { Value = null, Error = step.Error is null ? null : Hidden, Details = null },
            OutcomeEntry outcome => outcome with { Outcome = outcome.Outcome with { Error = outcome.Outcome.Error is { } error ? error with { Message = Hidden } : null } },
            SnapshotEntry { Continuation: not null } snapshot => snapshot with { Begin = snapshot.Begin with { Args = null }, State = null, Continuation = null },
            _ => entry,
        };
        var body = JournalFormat.Write(shown with { Version = JournalFormat.SealedVersion, SealedBy = keys.Current }).Body;
        return new StoredEntry(body, keys.Seal(entry is EventEntry ? clear.Raw.Span : clear.Body.Span));
    }

    private static Decided Hide(Decided decided) => decided is CommandDecided { Command: { IsSensitive: true } command } c
        ? c with
        {
            Command = command switch
            {
                SpeakCommand speak => speak with { Sentence = Hidden },
                SendDtmfCommand tones => tones with { Digits = Hidden },
                GatherCommand { Prompt: { } prompt } gather => gather with { Prompt = prompt with { Sentence = prompt.Sentence is null ? null : Hidden } },
                _ => command,
            },
        }
        : decided;
}
