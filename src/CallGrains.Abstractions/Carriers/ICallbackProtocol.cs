namespace CallGrains;

/// <summary>
/// How one carrier reports: which requests are genuine, what they say, and what they are answered. Implementations are
/// safe to use from many threads.
/// </summary>
public interface ICallbackProtocol
{
    /// <summary>The carrier's name in journals and callback paths.</summary>
    string Carrier { get; }

    /// <summary>
    /// Whether the carrier signs all it sends, so that what passes <see cref="Verify"/> is its own; false by default.
    /// </summary>
    bool IsSigned => false;

    /// <summary>
    /// Whether the carrier sent a request. It is asked once the body is there, since signatures cover it, and before
    /// anything is made of it.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>Null when it is genuine, or the carrier signs nothing; else why not, for whoever sent it. It names no
    /// secret.</returns>
    string? Verify(CallbackRequest request);

    /// <summary>
    /// Reads one callback into a neutral event: what names our operation is taken off its tag. The journal keeps the
    /// form and the bytes alone and reads them again with this, so nothing else of the request may change what is read.
    /// The event keeps nothing of the bytes.
    /// </summary>
    /// <param name="request">The request, or what the journal kept of it.</param>
    /// <exception cref="EventFormatException">The bytes are not an event; nothing else is thrown, whatever they
    /// are.</exception>
    ReceivedEvent Read(CallbackRequest request);

    /// <summary>What a callback is answered once it is durable.</summary>
    /// <param name="reply">What the grain replies; null when it has nothing to say.</param>
    CallbackAnswer Write(CallbackReply? reply);
}
