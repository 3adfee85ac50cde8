using System.Text.RegularExpressions;

namespace CallGrains.Flows.Runtime;

/// <content>
/// What nobody but the flow may see: digits of a flow that declares itself sensitive, and what it says of them.
/// </content>
internal sealed partial class GrainKernel
{
    private JournalKeys? _keys;

    /// <summary>Whether the flow declares that it handles secrets.</summary>
    private bool IsSensitive => Begin is { Flow.Length: > 0 } begin && _flows.Find(begin.Flow, begin.FlowVersion) is { IsSensitive: true };

    /// <summary>
    /// Whether it may: so may a flow that this program has not, and the one that will answer a call which has not
    /// begun.
    /// </summary>
    private bool MayBeSensitive => IsSensitive || (_flows.HasSensitive && (Begin is not { Flow.Length: > 0 } begin || _flows.Find(begin.Flow, begin.FlowVersion) is null));

    /// <summary>What may be told of a failure: digits of it may be those that were typed.</summary>
    public string? Public(string? text) => text is null || !IsSensitive ? text : Digit().Replace(text, "•");

    /// <summary>What may be logged of an exception.</summary>
    public Exception Public(Exception e) => IsSensitive ? new FlowSecretException(Public(e.ToString())!) : e;

    private StoredEntry Store(JournalEntry entry) => _keys is { } keys && HasSecret(entry) ? SealedEntry.Write(entry, keys) : JournalFormat.Write(entry);

    /// <summary>
    /// A turn as it may be kept. A secret that nobody has declared would stand in the journal for all to read.
    /// </summary>
    private TurnResult Guarded(TurnResult turn)
    {
        if (SecretOf(turn.Items) is { } secret && (!IsSensitive || _keys is null))
        {
            throw new InvalidOperationException(_keys is null
                ? $"{secret.Signature} is sensitive, but this program has no key for the journal; set CallGrains:JournalKeys."
                : $"{secret.Signature} is sensitive, but its flow does not say that it handles secrets; declare it: [Flow(\"{Begin?.Flow}\", Sensitive = true)].");
        }

        return turn.Failure is null ? turn : turn with { Failure = Public(turn.Failure) };
    }

    private static CommandDecided? SecretOf(IReadOnlyList<Decided> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is CommandDecided { Command.IsSensitive: true } secret)
            {
                return secret;
            }
        }

        return null;
    }

    /// <summary>
    /// Before a call has begun, and where recordings report, nobody knows yet whose digits they are: so they are
    /// secret.
    /// </summary>
    private bool HasSecret(JournalEntry entry) => entry switch
    {
        EventEntry e => MayBeSensitive && HasSecret(e),
        DecisionEntry { State: not null } => IsSensitive,
        DecisionEntry decision => SecretOf(decision.Items) is not null,
        StepEntry => IsSensitive,
        SnapshotEntry { Continuation: not null } => IsSensitive,
        OutcomeEntry { Outcome.Error: not null } outcome => _pending.Find(outcome.Operation) is { Decided.Command.IsSensitive: true },
        _ => false,
    };

    private bool HasSecret(EventEntry e) => e.Event switch
    {
        GatherEvent gather => gather.OperationId is not { } operation || _pending.Find(operation) is not { Decided.Command.IsSensitive: false },
        DtmfEvent or TranscriptionEvent or UnknownEvent => true,
        _ => false,
    };

    [GeneratedRegex("[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Digit();
}

/// <summary>A failure of a sensitive flow, as it may be logged.</summary>
internal sealed class FlowSecretException(string text) : Exception(text)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
