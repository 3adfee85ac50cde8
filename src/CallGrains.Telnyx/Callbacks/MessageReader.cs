using System.Text.Json;

namespace CallGrains.Telnyx;

/// <summary>Events of texts. Their parties are objects, those of calls plain numbers.</summary>
internal static class MessageReader
{
    /// <summary>Null for what has no neutral word.</summary>
    public static CarrierEvent? Read(Envelope told)
    {
        var payload = told.Payload;
        var to = Fields.Items(payload, "to").FirstOrDefault();
        var progress = told.Type switch
        {
            "message.received" => new Progress(MessageState.Received, null, null),
            "message.sent" => new Progress(MessageState.Sent, DeliveryState.Waiting, null),
            "message.finalized" => Final(to.ValueKind == JsonValueKind.Object ? Fields.Text(to, "status") : null),
            _ => null,
        };
        if (progress is null)
        {
            return null;
        }

        var media = Fields.Items(payload, "media").Where(m => m.ValueKind == JsonValueKind.Object).Select(m => Uri.TryCreate(Fields.Text(m, "url"), UriKind.Absolute, out var url) ? url : null).OfType<Uri>().ToList();
        return media.Count > 0 || Fields.Text(payload, "type") == "MMS" ? Filled(new MmsEvent { MessageId = "", From = "", To = "", Media = media }) : Filled(new SmsEvent { MessageId = "", From = "", To = "" });

        MessageEvent Filled(MessageEvent e)
        {
            var error = Fields.Items(payload, "errors").FirstOrDefault(x => x.ValueKind == JsonValueKind.Object);
            var failed = error.ValueKind == JsonValueKind.Object;
            return e with
            {
                MessageId = Fields.Required(Fields.Id(payload, "id") ?? told.Id, "id"),
                Direction = Fields.Text(payload, "direction") switch { "inbound" => MessageDirection.In, "outbound" => MessageDirection.Out, var other => other },
                From = Fields.Required(payload.TryGetProperty("from", out var from) ? Number(from) : null, "from.phone_number"),
                To = Fields.Required(Number(to), "to[0].phone_number"),
                Text = payload.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null,
                ApplicationId = Fields.Text(payload, "messaging_profile_id"),
                State = progress.State,
                DeliveryState = progress.Delivery,
                DeliveryCode = failed ? Fields.Text(error, "code") : progress.Code,
                DeliveryDescription = failed ? Fields.Text(error, "title") : null,
                SegmentCount = Fields.Count(payload, "parts"),
                Extra = Fields.Some(payload, "autoresponse_type"),
            };
        }
    }

    /// <summary>A text whose receipt never comes was sent, and no more is known.</summary>
    private static Progress Final(string? status) => status switch
    {
        "delivered" => new(MessageState.Sent, DeliveryState.Delivered, "0"),
        "delivery_failed" or "expired" => new(MessageState.Sent, DeliveryState.NotDelivered, status),
        "sending_failed" => new(MessageState.Error, null, status),
        _ => new(MessageState.Sent, null, status),
    };

    /// <summary>An object with a number; copies and groups may also be plain numbers.</summary>
    private static string? Number(JsonElement party) => party.ValueKind switch
    {
        JsonValueKind.Object => Fields.Text(party, "phone_number"),
        JsonValueKind.String => party.GetString() is { Length: > 0 } number ? number : null,
        _ => null,
    };

    private sealed record Progress(string State, string? Delivery, string? Code);
}
