using System.Globalization;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>
/// <c>POST /sim/callbacks/{n}/resend</c>: the same callback once more; answers the new entry when its own answer is
/// there.
/// </summary>
internal sealed class ResendRoutes(Ring<CallbackEntry> callbacks, CallbackSender sender)
{
    public void Map(IEndpointRouteBuilder app, RestGate gate)
    {
        var missing = gate.Apart(request => throw ApiError.NotFound("callback-not-found",
            $"There is no callback '{request.Route("n")}' to send again; GET /sim/callbacks lists those that are remembered, by 'n'.", ("n", request.Route("n"))));
        app.MapPost("/sim/callbacks/{n}/resend", (RequestDelegate)(http => Find(http) is { } sent ? ResendAsync(http, sent) : missing(http)));
    }

    private CallbackEntry? Find(HttpContext http) =>
        long.TryParse(http.GetRouteValue("n") as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? callbacks.Find(number) : null;

    private async Task ResendAsync(HttpContext http, CallbackEntry sent)
    {
        var entry = await sender.ResendAsync(sent);
        await new ApiReply(201, entry.Render()).WriteAsync(http.Response);
    }
}
