using System.Text.Json.Nodes;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.AvailableNumbers;

/// <summary><c>/v1/availableNumbers/local</c> and <c>/tollFree</c>: GET searches, POST searches and orders.</summary>
internal sealed class AvailableNumberRoutes(NumberPool pool, NumberService desk)
{
    private const string Url = "/v1/availableNumbers";

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapGet($"{Url}/local", gate.Carrier(request => Search(NumberSearch.Local(request, orders: false))));
        app.MapGet($"{Url}/tollFree", gate.Carrier(request => Search(NumberSearch.TollFree(request, orders: false))));
        app.MapPost($"{Url}/local", gate.Carrier(request => Order(request, NumberSearch.Local(request, orders: true)), BodyKind.Ignored));
        app.MapPost($"{Url}/tollFree", gate.Carrier(request => Order(request, NumberSearch.TollFree(request, orders: true)), BodyKind.Ignored));
    }

    private ApiReply Search(NumberSearch search) => ApiReply.Json(Json.Array(pool.Find(search).Select(number => Found(search, number))));

    private static JsonObject Found(NumberSearch search, string number)
    {
        var area = Area.Of(number);
        return Json.Object(
            ("number", number), ("nationalNumber", NumberService.National(number)), ("patternMatch", search.Pattern),
            ("city", search.City?.ToUpperInvariant() ?? area?.City), ("lata", area?.Lata), ("rateCenter", area?.City), ("state", area?.State),
            ("price", NumberService.PriceOf(number)));
    }

    private ApiReply Order(ApiRequest request, NumberSearch search)
    {
        var numbers = pool.Find(search).ToList();
        if (numbers.Count < search.Quantity)
        {
            throw ApiError.NotFound("order-number-quantity-unavailable", $"{numbers.Count} of the {search.Quantity} numbers asked for are free there; ask for fewer, or elsewhere.");
        }

        var ordered = numbers.Select(number => desk.Order(new PhoneNumber("", number, default)));
        return new ApiReply(201, Json.Array(ordered.Select(number => Json.Object(
            ("number", number.Number), ("nationalNumber", NumberService.National(number.Number)), ("price", NumberService.PriceOf(number.Number)),
            ("location", $"{request.Urls.User}/phoneNumbers/{number.Id}")))));
    }
}
