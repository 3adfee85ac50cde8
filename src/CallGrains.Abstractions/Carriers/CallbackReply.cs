namespace CallGrains;

/// <summary>
/// What a grain replies to the callback that is open: a document of commands, as the carrier's command channel composed
/// it.
/// </summary>
/// <param name="Document">The document in the carrier's own form.</param>
public sealed record CallbackReply(ReadOnlyMemory<byte> Document);

/// <summary>What a callback is answered over HTTP.</summary>
/// <param name="ContentType">The type of <paramref name="Body"/>; null without one.</param>
/// <param name="Body">The body.</param>
public sealed record CallbackAnswer(string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>200 without a body: what a carrier whose commands travel as requests of their own expects.</summary>
    public static CallbackAnswer Empty { get; } = new(null, default);
}
