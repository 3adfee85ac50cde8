using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Messages;

/// <summary>A message as the REST API shows it.</summary>
internal static class MessageView
{
    private static readonly TimeSpan TextKept = TimeSpan.FromDays(3);

    public static JsonObject Render(Message message, DateTimeOffset now) => Json.Object(
        ("id", message.Id),
        ("messageId", message.Id),
        ("direction", message.IsInbound ? "in" : "out"),
        ("from", message.From),
        ("to", message.To),
        ("state", message.State),
        ("time", message.Time.Iso()),
        ("text", now - message.Time > TextKept ? null : message.Text),
        ("media", Json.Array(message.Media.Select(url => JsonValue.Create(url)))),
        ("segmentCount", message.Segments),
        ("applicationId", message.ApplicationId),
        ("callbackUrl", message.Callback?.Url),
        ("callbackTimeout", message.Callback is { } target ? (int)target.Timeout.TotalMilliseconds : null),
        ("fallbackUrl", message.Callback?.FallbackUrl),
        ("tag", message.Tag),
        ("receiptRequested", message.IsInbound ? null : message.Receipts),
        ("deliveryState", message.Delivery?.State),
        ("deliveryCode", message.Delivery?.Code),
        ("deliveryDescription", message.Delivery?.Description),
        ("skipMMSCarrierValidation", false));
}
