using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Messages;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Tells of texts in Telnyx's words: <c>message.received</c>, <c>message.sent</c>, <c>message.finalized</c>.
/// </summary>
internal sealed class TelnyxMessageNews(Exchange exchange, Ids ids, CallbackDispatcher post, OptOuts optOuts) : IMessageNews
{
    private readonly MessageLines _lines = new(post);

    public void Send(Message message, CallbackTarget? target, Delivered? receipt = null)
    {
        var heard = message.IsInbound ? optOuts.Hear(message.ApplicationId ?? "", message.From, message.Text) : null;
        if (target is null || receipt == Delivered.Waiting)
        {
            return;
        }

        var type = message.IsInbound ? "message.received" : receipt is not null || message.State == "error" ? "message.finalized" : "message.sent";
        var payload = MessageBody.Render(message, exchange.Now);
        if (heard is not null)
        {
            payload["autoresponse_type"] = heard;
        }

        var told = Wire.Event(type, ids.Next("event"), exchange.Now.Milli(), payload);
        post.Post(_lines.Of(message), new Delivery(message.Id, type, target, told, null, exchange.Reply));
    }
}
