using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary><c>/sim/messages</c>: a phone writes to an application, and reads what it got.</summary>
internal sealed class MessagePhoneRoutes(Exchange exchange, MessageStore store, MessageService desk, BindingWords words)
{
    private const int DefaultListed = 100;

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/sim/messages", gate.Phone(Write));
        app.MapGet("/sim/messages", gate.Phone(List));
    }

    private ApiReply Write(ApiRequest request)
    {
        var order = MessageOrder.ReadText(request.Body);
        var application = desk.ApplicationOf(order.To) ?? throw ApiError.NotFound("no-application-for-number",
            $"The number {order.To} is {words.Texts}", ("number", order.To));
        return new ApiReply(201, Json.Object(("messageId", desk.Receive(order, application).Id)));
    }

    private ApiReply List(ApiRequest request)
    {
        var number = request.Query("number") is { } asked && asked.StartsWith(' ') ? "+" + asked[1..] : request.Query("number");
        var wanted = store.NewestFirst().Where(message => number is null || message.From == number || message.To == number);
        var items = wanted.Take(DefaultListed).Select(message => MessageView.Render(message, exchange.Now));
        return ApiReply.Json(Json.Object(("total", store.Total), ("items", Json.Array(items))));
    }
}
