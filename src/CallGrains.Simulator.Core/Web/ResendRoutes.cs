using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>
/// <c>POST /sim/callbacks/{n}/resend</c>: the same callback once more, or with another <c>url</c> or <c>body</c>;
/// answers the new entry when its own answer is there. <c>POST /sim/callbacks/resend {numbers}</c>: several, one after
/// the other.
/// </summary>
internal sealed class ResendRoutes(Ring<CallbackEntry> callbacks, CallbackSender sender)
{
    private const int MostAtOnce = 1000;

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/sim/callbacks/{n}/resend", gate.ApartAsync(OneAsync));
        app.MapPost("/sim/callbacks/resend", gate.ApartAsync(ManyAsync));
    }

    private async Task<ApiReply> OneAsync(ApiRequest request)
    {
        var sent = Find(request.Route("n"));
        return new ApiReply(201, (await sender.ResendAsync(sent, Changed(sent.Request, request.Body))).Render());
    }

    private async Task<ApiReply> ManyAsync(ApiRequest request)
    {
        var numbers = request.Body.Raw("numbers") is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? list.EnumerateArray().Select(number => number.ToString()).ToList() : [];
        if (numbers.Count is 0 or > MostAtOnce)
        {
            throw ApiError.Invalid($"'numbers' has {numbers.Count} entries; send 1 to {MostAtOnce} numbers ('n') of callbacks.");
        }

        var again = new List<JsonNode>();
        foreach (var sent in numbers.Select(Find).ToList())
        {
            again.Add((await sender.ResendAsync(sent)).Render());
        }

        return new ApiReply(201, Json.Object(("items", Json.Array(again))));
    }

    private CallbackEntry Find(string n) =>
        long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && callbacks.Find(number) is { } found ? found
        : throw ApiError.NotFound("callback-not-found", $"There is no callback '{n}' to send again; GET /sim/callbacks lists those that are remembered, by 'n'.", ("n", n));

    /// <summary>Credentials go only where they went before.</summary>
    private static CallbackRequest? Changed(CallbackRequest sent, Fields body)
    {
        if (!body.Has("url") && !body.Has("body"))
        {
            return null;
        }

        var url = body.Url("url", "validation-error") is { } asked ? new Uri(asked) : sent.Url;
        return sent with { Url = url, Body = body.Text("body") ?? sent.Body, Credentials = url.Authority == sent.Url.Authority ? sent.Credentials : null };
    }
}
