using System.Text.Json;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Messages;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary><c>/v2/messages</c>: send, read.</summary>
internal sealed class MessageRoutes(Exchange exchange, MessageStore store, MessageService desk, NumberStore numbers, ApplicationStore applications, AccountRoutes account, OptOuts optOuts)
{
    private const int MostMedia = 10, MostParts = 10, PartLength = 153;

    public void Map(RouteTable app, RestGate gate)
    {
        foreach (var path in new[] { "/v2/messages", "/v2/messages/long_code", "/v2/messages/short_code" })
        {
            app.MapPost(path, gate.Carrier(request => Send(new Body(request.Body))));
        }

        foreach (var path in new[] { "number_pool", "alphanumeric_sender_id", "schedule", "group_mms", "whatsapp", "rcs" })
        {
            app.MapPost($"/v2/messages/{path}", gate.Carrier(_ => throw ApiError.NotSimulated($"POST /v2/messages/{path}")));
        }

        app.MapGet("/v2/messages/{messageId}", gate.Carrier(request =>
            Wire.Data(MessageBody.Render(store.Find(request.Route("messageId")) ?? throw TelnyxErrors.NotFound(), exchange.Now))));
    }

    private ApiReply Send(Body body)
    {
        body.RefuseWhatIsMissing("send_at", "subject", "tags");
        var to = body.Required("to");
        if (!Address.IsNumber(to) && !Address.IsShortCode(to))
        {
            throw TelnyxErrors.Of(400, "40310", "Invalid 'to' address", $"'to' is '{to}'; send a number such as +15550100, or a short code.", "/to");
        }

        var from = body.Required("from");
        var profile = ProfileOf(from, body.Text("messaging_profile_id"));
        var media = Media(body);
        var text = body.Text("text") ?? (media.Count > 0 ? "" : throw TelnyxErrors.Of(400, "40316", "No content provided", "Send 'text', or 'media_urls'.", "/text"));
        if (text.Length > MostParts * PartLength)
        {
            throw TelnyxErrors.Of(400, "40302", "Message too large", $"The text has {text.Length} characters; at most {MostParts} parts of {PartLength} are sent.", "/text");
        }

        if (optOuts.IsBlocked(profile.Id, to))
        {
            throw TelnyxErrors.Of(400, "40300", "Blocked due to STOP message", $"Messages cannot be sent from '{from}' to '{to}' due to an existing block rule.");
        }

        // The profile stands where the other carrier has a tag: a message of this one has none.
        var message = desk.Send(new MessageOrder(from, to, text, media) { Receipts = "all", Callback = TargetOf(body, profile), Tag = profile.Id });
        return Wire.Data(MessageBody.Render(message, exchange.Now));
    }

    private Application ProfileOf(string from, string? named)
    {
        if (named is not null && !account.HasProfile(named))
        {
            throw TelnyxErrors.Invalid("10015", "messaging_profile_id", "There is no such messaging profile.");
        }

        return numbers.Find(from)?.MessageApplicationId is { } id && account.HasProfile(id) && (named ?? id) == id
            ? applications.Find(id)!
            : throw TelnyxErrors.Of(400, "40305", "Invalid 'from' address", $"The number {from} is not on the messaging profile.", "/from");
    }

    private static CallbackTarget? TargetOf(Body body, Application profile)
    {
        var failover = body.Url("webhook_failover_url");
        return body.Url("webhook_url") is { } url ? Targets.Of(url, failover)
            : body.Flag("use_profile_webhooks", byDefault: true) ? profile.MessageTarget
            : null;
    }

    private static List<string> Media(Body body)
    {
        if (body.Raw("media_urls") is not { ValueKind: JsonValueKind.Array } list)
        {
            return [];
        }

        return list.GetArrayLength() <= MostMedia ? [.. list.EnumerateArray().Select(url => url.ToString())]
            : throw TelnyxErrors.Of(400, "40317", "Invalid MMS content", $"There are {list.GetArrayLength()} files; send at most {MostMedia}.", "/media_urls");
    }
}
