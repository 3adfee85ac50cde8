using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary>What a message is sent with.</summary>
internal sealed record MessageOrder(string From, string To, string Text, IReadOnlyList<string> Media)
{
    private const int MaxText = 2048;

    /// <summary><c>none</c>, <c>all</c> or <c>error</c>.</summary>
    public string Receipts { get; init; } = "none";

    public CallbackTarget? Callback { get; init; }

    public string? Tag { get; init; }

    /// <summary>The application it comes in at; null for outbound ones.</summary>
    public string? ApplicationId { get; init; }

    public static MessageOrder Read(Fields body, NumberStore numbers, string userId)
    {
        if (body.Text("text") is null)
        {
            throw ApiError.BadRequest("missing-property", "The 'message' resource property 'text' is required but was not specified.");
        }

        var order = ReadText(body) with
        {
            Receipts = body.Choice("receiptRequested", "none", "all", "error") ?? "none",
            Callback = CallbackTarget.Read(body),
            Tag = body.Text("tag"),
        };
        if (order is { Media.Count: > 0, Receipts: not "none" })
        {
            throw ApiError.Invalid("'receiptRequested' cannot be used together with 'media'; leave one of them out.");
        }

        numbers.RequireOwned(order.From, userId);
        if (NumberService.IsTollFree(order.From))
        {
            throw ApiError.Forbidden("message-from-toll-free", $"The number {order.From} is toll-free; messages cannot be sent from it.", ("number", order.From));
        }

        return order;
    }

    /// <summary>Who says what to whom; a picture needs no words.</summary>
    public static MessageOrder ReadText(Fields body)
    {
        var from = Address.Sender(body, "from");
        var to = Address.Texted(body, "to");
        var media = body.Texts("media") ?? [];
        foreach (var url in media.Where(url => !Uri.IsWellFormedUriString(url, UriKind.Absolute)))
        {
            throw ApiError.Invalid($"'media' holds '{url}'; send absolute URLs.");
        }

        var text = media.Count > 0 ? body.Text("text") ?? "" : body.Required("text", "message");
        return text.Length <= MaxText
            ? new MessageOrder(from, to, text, media)
            : throw ApiError.Invalid($"'text' has {text.Length} characters; send at most {MaxText}.");
    }
}
