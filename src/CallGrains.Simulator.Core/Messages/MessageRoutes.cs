using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary><c>/messages</c>: send one or up to fifty, list, read, redact.</summary>
internal sealed class MessageRoutes(Exchange exchange, MessageStore store, MessageService desk, NumberStore numbers)
{
    private const int MaxBatch = 50;

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/messages", gate.Carrier(Send, BodyKind.ObjectOrList));
        user.MapGet("/messages", gate.Carrier(request => MessageList.Read(request, store, exchange.Now)));
        user.MapGet("/messages/{messageId}", gate.Carrier(request => ApiReply.Json(MessageView.Render(Find(request), exchange.Now))));
        user.MapPatch("/messages/{messageId}", gate.Carrier(Redact));
    }

    private ApiReply Send(ApiRequest request)
    {
        if (request.Body.Items() is { } batch)
        {
            return SendAll(request, batch);
        }

        var message = desk.Send(MessageOrder.Read(request.Body, numbers, request.Urls.UserId));
        return ApiReply.Created(request.Urls.Message(message.Id));
    }

    private ApiReply SendAll(ApiRequest request, IReadOnlyList<Fields> batch)
    {
        if (batch.Count > MaxBatch)
        {
            throw ApiError.Limit("multi-message-limit", $"The list has {batch.Count} messages; send at most {MaxBatch} at once.");
        }

        return new ApiReply(202, Json.Array(batch.Select(item => SendItem(request, item))));
    }

    /// <summary>Each stands for itself: one that is refused does not keep the others.</summary>
    private JsonObject SendItem(ApiRequest request, Fields item)
    {
        try
        {
            var message = desk.Send(MessageOrder.Read(item, numbers, request.Urls.UserId));
            return Json.Object(("result", "accepted"), ("location", request.Urls.Message(message.Id)));
        }
        catch (ApiError error)
        {
            return Json.Object(("result", "error"), ("error", error.RenderItem()));
        }
    }

    private ApiReply Redact(ApiRequest request)
    {
        var message = Find(request);
        if (request.Body.Entries().ToList() is not [("text", "")])
        {
            throw ApiError.Invalid("A message can only be redacted: send exactly {\"text\":\"\"}.");
        }

        message.Text = "";
        return ApiReply.Ok;
    }

    private Message Find(ApiRequest request)
    {
        var id = request.Route("messageId");
        return store.Find(id) ?? throw ApiError.NotFound("message-not-found", $"The message '{id}' could not be found.", ("messageId", id));
    }
}
