using System.Globalization;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary>
/// The list of messages: newest first unless asked otherwise, filtered, continued by <c>sortKeyLT</c>.
/// </summary>
internal static class MessageList
{
    public static ApiReply Read(ApiRequest request, MessageStore store, DateTimeOffset now)
    {
        var oldestFirst = Paging.IsOldestFirst(request);
        var wanted = Filter(request, oldestFirst ? store.OldestFirst() : store.NewestFirst());
        if (request.Query("sortKeyLT") is { } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            {
                throw ApiError.Invalid($"The query parameter 'sortKeyLT' is '{text}'; use the URL of the Link header as it is.");
            }

            wanted = wanted.Where(message => oldestFirst ? message.Number > key : message.Number < key);
        }

        return Paging.Continue(request, wanted, message => MessageView.Render(message, now), "sortKeyLT", message => message.Number);
    }

    private static IEnumerable<Message> Filter(ApiRequest request, IEnumerable<Message> messages)
    {
        if (QueryTime.Read(request, "fromDateTime") is { } from)
        {
            messages = messages.Where(message => message.Time >= from);
        }

        if (QueryTime.Read(request, "toDateTime") is { } to)
        {
            messages = messages.Where(message => message.Time <= to);
        }

        return messages.Where(message =>
            Is(request, "from", message.From) && Is(request, "to", message.To) && Is(request, "direction", message.IsInbound ? "in" : "out")
            && Is(request, "state", message.State) && Is(request, "deliveryState", message.Delivery?.State));
    }

    /// <summary>A plus that was not escaped arrives as a space; words compare without case and hyphens.</summary>
    private static bool Is(ApiRequest request, string name, string? value) =>
        request.Query(name) is not { } asked || Fields.Same(asked.StartsWith(' ') ? "+" + asked[1..] : asked, value ?? "");
}
