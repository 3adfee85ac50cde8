using System.Text.Json.Nodes;
using CallGrains.Simulator.Messages;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>A text as answers and events show it: its parties are objects, the receiver in a list.</summary>
internal static class MessageBody
{
    public static JsonObject Render(Message message, DateTimeOffset now)
    {
        var status = StatusOf(message);
        var isFinal = status is "delivered" or "delivery_failed" or "sending_failed" or "expired";
        var error = ErrorOf(message);
        return Wire.Object(
            ("id", message.Id), ("record_type", "message"), ("direction", message.IsInbound ? "inbound" : "outbound"), ("type", message.IsPicture ? "MMS" : "SMS"),
            ("from", Party(message.From, null)), ("to", new JsonArray(Party(message.To, status))), ("cc", new JsonArray()), ("text", message.Text), ("subject", null),
            ("media", Json.Array(message.Media.Select(url => Wire.Object(("url", url), ("content_type", null), ("sha256", null), ("size", null))))),
            ("messaging_profile_id", message.ApplicationId ?? message.Tag), ("organization_id", null), ("encoding", "GSM-7"), ("parts", message.Segments), ("num_chars", message.Text.Length),
            ("tags", new JsonArray()), ("cost", null), ("received_at", message.Time.Milli()), ("sent_at", message.IsInbound || status is "queued" or "sending" ? null : now.Milli()),
            ("completed_at", isFinal ? now.Milli() : null), ("valid_until", null), ("errors", error is null ? new JsonArray() : new JsonArray(error)),
            ("webhook_url", message.Callback?.Url), ("webhook_failover_url", message.Callback?.FallbackUrl));
    }

    private static JsonObject Party(string number, string? status)
    {
        var party = Wire.Object(("phone_number", number), ("carrier", "SIMULATOR"), ("line_type", "Wireless"));
        if (status is not null)
        {
            party["status"] = status;
        }

        return party;
    }

    private static string StatusOf(Message message) =>
        message.IsInbound ? "webhook_delivered"
        : message.State == "error" ? "sending_failed"
        : message.Delivery?.State switch
        {
            "delivered" => "delivered",
            "not-delivered" => message.Delivery.Code == "902" ? "expired" : "delivery_failed",
            _ => message.State,
        };

    /// <summary>What went wrong, in Telnyx's codes.</summary>
    private static JsonObject? ErrorOf(Message message)
    {
        var (code, title) = (message.State, message.Delivery?.Code) switch
        {
            ("error", _) => ("40008", "Undeliverable"),
            (_, "600") => ("40006", "Recipient server unavailable"),
            (_, "902") => ("40005", "Message expired during transmission"),
            (_, "750") => ("40004", "Rejected by destination"),
            (_, "720") => ("40012", "Invalid messaging destination number"),
            (_, "188") => ("40003", "Blocked as spam - permanent"),
            _ => (null, null),
        };
        return code is null ? null
            : Wire.Object(("code", code), ("title", title), ("detail", message.Delivery?.Description ?? "The message could not be sent."), ("source", Wire.Object(("pointer", "/to/0/phone_number"))));
    }
}
