using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// <c>/v2/number_orders</c> and <c>/v2/phone_numbers</c>: any free number is yours for the asking; it is bound to an
/// application for calls, and apart from that to a profile for texts.
/// </summary>
internal sealed class NumberRoutes(Exchange exchange, Ids ids, NumberService desk, NumberStore store, AccountRoutes account)
{
    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/v2/number_orders", gate.Carrier(Order));
        app.MapGet("/v2/phone_numbers", gate.Carrier(List));
        app.MapGet("/v2/phone_numbers/{id}", gate.Carrier(request => Wire.Data(Render(Find(request)))));
        app.MapPatch("/v2/phone_numbers/{id}", gate.Carrier(Bind));
        app.MapDelete("/v2/phone_numbers/{id}", gate.Carrier(Release));
        app.MapGet("/v2/phone_numbers/{id}/messaging", gate.Carrier(request => Wire.Data(RenderMessaging(Find(request)))));
        app.MapPatch("/v2/phone_numbers/{id}/messaging", gate.Carrier(BindTexts));
    }

    private ApiReply Order(ApiRequest request)
    {
        var body = new Body(request.Body);
        if (body.Raw("phone_numbers") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw TelnyxErrors.Missing("phone_numbers");
        }

        var numbers = list.EnumerateArray().Select(item => item.TryGetProperty("phone_number", out var number) ? number.ToString() : "").ToList();
        foreach (var number in numbers)
        {
            _ = !Address.IsNumber(number) ? throw TelnyxErrors.NotANumber("phone_numbers", number)
                : store.Owns(number) ? throw TelnyxErrors.Of(400, "85001", "Number is not available", $"{number} is on this account already.", "/phone_numbers")
                : number;
        }

        var (connection, profile) = (Connection(body), Profile(body));
        var ordered = numbers.Select(number => desk.Order(new PhoneNumber("", number, exchange.Now) { ApplicationId = connection, MessageApplicationId = profile })).ToList();
        return Wire.Data(Wire.Object(
            ("id", ids.Next("order")), ("record_type", "number_order"), ("status", "success"), ("phone_numbers_count", ordered.Count), ("connection_id", connection),
            ("messaging_profile_id", profile), ("created_at", exchange.Now.Iso()), ("requirements_met", true),
            ("phone_numbers", Json.Array(ordered.Select(number => Wire.Object(("id", number.Id), ("phone_number", number.Number), ("record_type", "number_order_phone_number"), ("status", "success")))))));
    }

    private ApiReply List(ApiRequest request)
    {
        var number = request.Query("filter[phone_number]");
        var connection = request.Query("filter[connection_id]");
        return Wire.Page(request, store.All.Where(found => (number is null || found.Number == Plus(number)) && (connection is null || found.ApplicationId == connection)), Render);
    }

    /// <summary>A plus sign in a query is a space, unless it is escaped.</summary>
    private static string Plus(string number) => number.StartsWith(' ') ? "+" + number[1..] : number;

    private ApiReply Bind(ApiRequest request)
    {
        var (number, body) = (Find(request), new Body(request.Body));
        if (request.Body.Has("connection_id"))
        {
            number = number with { ApplicationId = Connection(body) };
            store.Put(number);
        }

        return Wire.Data(Render(number));
    }

    private ApiReply BindTexts(ApiRequest request)
    {
        var (number, body) = (Find(request), new Body(request.Body));
        if (request.Body.Has("messaging_profile_id"))
        {
            number = number with { MessageApplicationId = Profile(body) };
            store.Put(number);
        }

        return Wire.Data(RenderMessaging(number));
    }

    private ApiReply Release(ApiRequest request)
    {
        var number = Find(request);
        store.Remove(number);
        return Wire.Data(Render(number));
    }

    private string? Connection(Body body) => body.Text("connection_id") is not { } id ? null
        : account.Connection(id) is not null ? id
        : throw TelnyxErrors.Invalid("10015", "connection_id", "Only applications with a valid webhook URL are accepted.");

    private string? Profile(Body body) => body.Text("messaging_profile_id") is not { } id ? null
        : account.HasProfile(id) ? id
        : throw TelnyxErrors.Invalid("10015", "messaging_profile_id", "There is no such messaging profile.");

    private PhoneNumber Find(ApiRequest request) => store.Find(request.Route("id")) ?? throw TelnyxErrors.NotFound();

    private static JsonObject Render(PhoneNumber number) => Wire.Object(
        ("id", number.Id), ("record_type", "phone_number"), ("phone_number", number.Number), ("status", "active"), ("connection_id", number.ApplicationId),
        ("messaging_profile_id", ProfileOf(number)), ("created_at", number.CreatedTime.Iso()), ("tags", new JsonArray()));

    private static JsonObject RenderMessaging(PhoneNumber number) => Wire.Object(
        ("id", number.Id), ("record_type", "messaging_settings"), ("phone_number", number.Number), ("messaging_profile_id", ProfileOf(number)), ("created_at", number.CreatedTime.Iso()));

    private static string? ProfileOf(PhoneNumber number) => number.MessageApplicationId == number.ApplicationId ? null : number.MessageApplicationId;
}
