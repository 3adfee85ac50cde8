using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary>Tells an application of its messages; those between the same two numbers go out in order.</summary>
internal sealed class MessageEvents(Exchange exchange, Func<Urls> urls, CallbackDispatcher post) : IMessageNews
{
    private readonly MessageLines _lines = new(post);

    /// <summary>Sends the message's state; a receipt also carries what the network said.</summary>
    public void Send(Message message, CallbackTarget? target, Delivered? receipt = null)
    {
        if (target is null)
        {
            return;
        }

        var fields = Json.Object(
            ("eventType", message.IsPicture ? "mms" : "sms"),
            ("direction", message.IsInbound ? "in" : "out"),
            ("messageId", message.Id),
            ("messageUri", urls().Message(message.Id)),
            ("from", message.From),
            ("to", message.To),
            ("text", message.Text),
            ("media", message.IsPicture ? Json.Array(message.Media.Select(url => JsonValue.Create(url))) : null),
            ("applicationId", message.ApplicationId),
            ("time", message.Time.Iso()),
            ("state", message.State),
            ("segmentCount", message.Segments),
            ("deliveryState", receipt?.State),
            ("deliveryCode", receipt?.Code),
            ("deliveryDescription", receipt?.Description),
            ("tag", message.Tag));
        post.Post(_lines.Of(message), new Delivery(message.Id, message.IsPicture ? "mms" : "sms", target, fields, null, exchange.Reply));
    }
}
