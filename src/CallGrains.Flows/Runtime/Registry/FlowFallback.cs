namespace CallGrains.Flows.Runtime;

/// <summary>What is done for a caller whose flow cannot go on: a sentence and hang-up, or a transfer.</summary>
/// <param name="Sentence">The sentence; empty for none.</param>
/// <param name="TransferTo">Whom the caller is transferred to instead; empty for nobody.</param>
/// <param name="After">How long the caller waits first.</param>
internal sealed record FlowFallback(string Sentence, string TransferTo, TimeSpan After)
{
    private const int LongestSentence = 1000;

    /// <summary>Whether there is nothing to be done.</summary>
    public bool IsNone => Sentence.Length == 0 && TransferTo.Length == 0;

    /// <summary>What a class names; null when it names nothing.</summary>
    public static FlowFallback? Of(FlowAttribute flow) => flow is { FallbackSentence: null, FallbackTransferTo: null } ? null
        : new(flow.FallbackSentence ?? "", flow.FallbackTransferTo ?? "", TimeSpan.FromSeconds(double.IsFinite(flow.FallbackAfterSeconds) ? flow.FallbackAfterSeconds : -1));

    /// <summary>What the settings name.</summary>
    public static FlowFallback Of(GrainOptions options) => new(options.FallbackSentence, options.FallbackTransferTo, options.FallbackAfter);

    /// <summary>What is wrong with the fallback of a class, in words; null when nothing is.</summary>
    public string? Fault(Type type) =>
        typeof(IThreadFlow).IsAssignableFrom(type) || typeof(IConferenceFlow).IsAssignableFrom(type) ? $"{type} names a fallback, which only flows of calls have; take it away."
        : Sentence.Length > 0 && TransferTo.Length > 0 ? $"{type} names both FallbackSentence and FallbackTransferTo; keep one of them."
        : Sentence.Length > LongestSentence ? $"{type} has a FallbackSentence of {Sentence.Length} characters; a sentence has up to {LongestSentence}."
        : TransferTo.Length > 0 && !Party.CanBeCalled(TransferTo) ? $"{type} has the FallbackTransferTo '{TransferTo}'; write a number such as +15550100, or sip:user@host."
        : After < TimeSpan.Zero ? $"{type} has a FallbackAfterSeconds that is no time; write 0 or more."
        : null;

    /// <summary>What the host does.</summary>
    public Command Command => TransferTo.Length > 0 ? new TransferCommand(TransferTo) : new SpeakCommand(Sentence);
}
