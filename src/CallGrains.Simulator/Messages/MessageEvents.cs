using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary>Tells an application of its messages; those between the same two numbers go out in order.</summary>
internal sealed class MessageEvents(Exchange exchange, Func<Urls> urls, CallbackDispatcher post)
{
    // A line in use goes on by itself when it is forgotten; only the order across that moment is lost.
    private const int MostPairs = 50_000;
    private readonly Dictionary<(string, string), CallbackLine> _lines = [];

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
        post.Post(LineOf(message), new Delivery(message.Id, message.IsPicture ? "mms" : "sms", target, fields, null, exchange.Reply));
    }

    private CallbackLine LineOf(Message message)
    {
        var pair = (message.From, message.To);
        if (_lines.Count >= MostPairs)
        {
            _lines.Clear();
        }

        if (!_lines.TryGetValue(pair, out var line))
        {
            _lines[pair] = line = post.OpenLine();
        }

        return line;
    }
}
