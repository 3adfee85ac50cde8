using System.Runtime.CompilerServices;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Messages: SMS, and MMS with media. The carrier allows one message a second, averaged over 10 s (403
/// <c>message-rate-limit</c>), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class MessagesApi
{
    /// <summary>The most messages of a batch.</summary>
    public const int MaxBatch = 50;

    private readonly BandwidthHttp _http;
    private readonly CreationWindow _window;
    private readonly int _mostAtOnce;

    internal MessagesApi(BandwidthHttp http, CreationWindow window, BandwidthLimits? limits)
    {
        (_http, _window) = (http, window);

        // A batch that is larger than the limit would never have its turn at the carrier.
        _mostAtOnce = limits is null ? MaxBatch : Math.Min(MaxBatch, Math.Min(limits.Messages.Count, limits.MessagesPerNumber.Count));
    }

    /// <summary>
    /// Sends a message; an <c>sms</c> event with state sent or error follows, and receipts as asked for.
    /// </summary>
    /// <param name="message">What, from whom, to whom.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The message's id.</returns>
    public Task<string> SendAsync(SendMessage message, CancellationToken cancellationToken = default) =>
        _window.CreateAsync(() => _http.CreateAsync(Path(), message, BandwidthJson.Wire.SendMessage, cancellationToken));

    /// <summary>
    /// Sends several messages as a batch: each is accepted or refused by itself, and reported as if sent alone. It is
    /// no group message. It is one request, unless it holds more than the account may send within the limit's window:
    /// then it is several, each in its turn, so that the last may take some windows.
    /// </summary>
    /// <param name="messages">1 to <see cref="MaxBatch"/> messages.</param>
    /// <param name="cancellationToken">Ends the attempt; what has been sent is sent.</param>
    /// <returns>What became of each, in the order given. When a later request fails, its messages and those after it,
    /// which are not sent, have its error, whose status tells it from a message's own.</returns>
    /// <exception cref="ArgumentException">There are none, or too many; nothing was sent.</exception>
    public async Task<IReadOnlyList<MessageResult>> SendAsync(IReadOnlyList<SendMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count is 0 or > MaxBatch)
        {
            throw new ArgumentException($"A batch of {messages.Count} messages cannot be sent; give 1 to {MaxBatch}, and the rest in further batches.", nameof(messages));
        }

        var results = new List<MessageResult>(messages.Count);
        foreach (var part in messages.Chunk(_mostAtOnce))
        {
            try
            {
                results.AddRange(await SendPartAsync(part, cancellationToken));
            }
            catch (CarrierException e) when (results.Count > 0)
            {
                // Thrown, it would take the ids of what has been sent with it.
                results.AddRange(Enumerable.Repeat(new MessageResult(null, e.Error), messages.Count - results.Count));
                break;
            }
        }

        return results;
    }

    /// <summary>
    /// Sends any number of messages, in batches that the carrier takes at once (at most <see cref="MaxBatch"/>, and no
    /// more than the account may send within the limit's window), each in its turn. The next batch is sent when the
    /// results of the one before have been taken.
    /// </summary>
    /// <param name="messages">The messages; taken as they are sent.</param>
    /// <param name="cancellationToken">Ends the attempt; what has been sent is sent.</param>
    /// <returns>What became of each, in the order given. A batch that the carrier refuses ends the enumeration with its
    /// error: the results so far are all that was sent, if it was not in doubt.</returns>
    public async IAsyncEnumerable<MessageResult> SendAllAsync(IEnumerable<SendMessage> messages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var batch in messages.Chunk(_mostAtOnce))
        {
            foreach (var result in await SendPartAsync(batch, cancellationToken))
            {
                yield return result;
            }
        }
    }

    /// <summary>Reads a message.</summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Message> GetAsync(string messageId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(messageId), BandwidthJson.Wire.Message, cancellationToken);

    /// <summary>Lists messages.</summary>
    /// <param name="query">What to list; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Message> ListAsync(MessageQuery? query = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync((query ?? new MessageQuery()).AddTo(Path()), BandwidthJson.Wire.MessageArray, cancellationToken);

    /// <summary>
    /// Has the carrier forget a message's text, before it does so by itself after 3 days. It cannot be undone.
    /// </summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task RedactAsync(string messageId, CancellationToken cancellationToken = default) =>
        _http.PatchAsync(Path(messageId), new RedactMessage(""), BandwidthJson.Wire.RedactMessage, cancellationToken);

    private async Task<IEnumerable<MessageResult>> SendPartAsync(SendMessage[] messages, CancellationToken cancellationToken)
    {
        var items = await _window.CreateAsync(
            () => _http.PostAsync(Path(), JsonBody.Create(messages, BandwidthJson.Wire.SendMessageArray), BandwidthJson.Wire.BatchItemArray, cancellationToken),
            answers => answers.Count(item => item.ToResult().IsAccepted));
        return items.Select(item => item.ToResult());
    }

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["messages", .. rest])}";
}
