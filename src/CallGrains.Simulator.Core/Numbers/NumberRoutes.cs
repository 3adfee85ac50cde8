using System.Text.Json.Nodes;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.AvailableNumbers;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Numbers;

/// <summary>
/// <c>/phoneNumbers</c>: order (any free E.164 number is yours for the asking), list, read, change, release.
/// </summary>
internal sealed class NumberRoutes(Exchange exchange, NumberService desk, NumberStore store, ApplicationStore applications)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/phoneNumbers", gate.Carrier(Order));
        user.MapGet("/phoneNumbers", gate.Carrier(List));
        user.MapGet("/phoneNumbers/{number}", gate.Carrier(request => ApiReply.Json(Render(Find(request), request.Urls))));
        user.MapPost("/phoneNumbers/{number}", gate.Carrier(Update));
        user.MapDelete("/phoneNumbers/{number}", gate.Carrier(Release));
    }

    private ApiReply Order(ApiRequest request)
    {
        var number = Address.Number(request.Body, "number", "phoneNumber");
        if (store.Owns(number))
        {
            throw ApiError.Conflict("duplicate-number", $"The number {number} is already on this account; POST /phoneNumbers/{number} changes it.", ("number", number));
        }

        var ordered = desk.Order(Read(request.Body, new PhoneNumber("", number, exchange.Now)));
        return ApiReply.Created($"{request.Urls.User}/phoneNumbers/{ordered.Id}");
    }

    private ApiReply List(ApiRequest request)
    {
        var wanted = store.All;
        if (request.Query("applicationId") is { } application)
        {
            wanted = wanted.Where(number => number.ApplicationId == application);
        }

        if (request.Query("name") is { } name)
        {
            wanted = wanted.Where(number => number.Name == name);
        }

        if (request.Query("state") is { } place)
        {
            wanted = wanted.Where(number => Fields.Same(place, Area.Of(number.Number)?.State ?? ""));
        }

        if (request.Query("city") is { } city)
        {
            wanted = wanted.Where(number => Fields.Same(city, Area.Of(number.Number)?.City ?? ""));
        }

        if (request.Query("numberState") is { } state && !state.Equals("enabled", StringComparison.OrdinalIgnoreCase))
        {
            wanted = [];
        }

        return Paging.Page(request, wanted, number => Render(number, request.Urls));
    }

    private ApiReply Update(ApiRequest request)
    {
        store.Put(Read(request.Body, Find(request)));
        return ApiReply.Ok;
    }

    private ApiReply Release(ApiRequest request)
    {
        store.Remove(Find(request));
        return ApiReply.Ok;
    }

    /// <summary>The number arrives as <c>%2B1...</c>, with a raw plus, or with a plus that became a space.</summary>
    private PhoneNumber Find(ApiRequest request)
    {
        var asked = request.Route("number");
        if (asked.StartsWith(' '))
        {
            asked = "+" + asked[1..];
        }

        return store.Find(asked) ?? throw ApiError.NotFound("number-not-found", $"The number {asked} is not on this account.", ("number", asked));
    }

    private PhoneNumber Read(Fields body, PhoneNumber before)
    {
        var application = body.Text("applicationId");
        if (application is { Length: > 0 } && applications.Find(application) is null)
        {
            throw ApiError.NotFound("application-not-found", $"The application {application} does not exist; create it first, or send \"\" to unlink the number.", ("applicationId", application));
        }

        return before with
        {
            Name = body.Text("name") ?? before.Name,
            ApplicationId = application is null ? before.ApplicationId : application.Length == 0 ? null : application,
            FallbackNumber = body.Has("fallbackNumber") ? Address.Number(body, "fallbackNumber", "phoneNumber") : before.FallbackNumber,
        };
    }

    private static JsonObject Render(PhoneNumber number, Urls urls) => Json.Object(
        ("id", number.Id),
        ("number", number.Number),
        ("city", Area.Of(number.Number)?.City),
        ("state", Area.Of(number.Number)?.State),
        ("nationalNumber", NumberService.National(number.Number)),
        ("name", number.Name),
        ("applicationId", number.ApplicationId),
        ("application", number.ApplicationId is { } application ? urls.Application(application) : null),
        ("fallbackNumber", number.FallbackNumber),
        ("price", NumberService.PriceOf(number.Number)),
        ("createdTime", number.CreatedTime.Iso()),
        ("numberState", "enabled"));
}
