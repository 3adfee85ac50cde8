using CallGrains.Simulator.Billing;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.NumberInfo;

/// <summary>
/// <c>/v1/phoneNumbers/numberInfo/{number}</c>: the caller name of a US number. Those ending in 0193 have none.
/// </summary>
internal sealed class NumberInfoRoutes(Exchange exchange, NumberStore numbers, Ledger ledger)
{
    private const string NamelessNumber = "0193";
    private readonly DateTimeOffset _start = exchange.Now;

    public void Map(RouteTable app, RestGate gate) => app.MapGet("/v1/phoneNumbers/numberInfo/{number}", gate.Carrier(Get));

    private ApiReply Get(ApiRequest request)
    {
        var number = request.Route("number").Replace(' ', '+');
        if (!Address.IsNumber(number) || !number.StartsWith("+1", StringComparison.Ordinal) || number.Length != 12)
        {
            throw ApiError.Forbidden("invalid-cnam-search", $"'{number}' has no caller name to look up; ask for a US number such as +15550100100.", ("number", number));
        }

        if (number.EndsWith(NamelessNumber, StringComparison.Ordinal))
        {
            throw ApiError.NotFound("cnam-not-found", $"There is no caller name for {number}.", ("number", number));
        }

        ledger.Charge("cnam-search", 1, number, number);
        return ApiReply.Json(Json.Object(
            ("name", numbers.Find(number)?.Name ?? $"CALLER {number[^4..]}"), ("number", number), ("created", _start.Iso()), ("updated", _start.Iso())));
    }
}
