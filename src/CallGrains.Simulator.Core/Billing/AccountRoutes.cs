using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Billing;

/// <summary><c>/account</c> and <c>/account/transactions</c>, newest first.</summary>
internal sealed class AccountRoutes(Ledger ledger)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/account", gate.Carrier(_ => ApiReply.Json(Json.Object(("balance", Money(ledger.Balance)), ("accountType", "pre-pay")))));
        user.MapGet("/account/transactions", gate.Carrier(List));
    }

    private ApiReply List(ApiRequest request)
    {
        var wanted = ledger.NewestFirst;
        if (QueryTime.Read(request, "fromDate") is { } from)
        {
            wanted = wanted.Where(item => item.Time >= from);
        }

        if (QueryTime.Read(request, "toDate") is { } to)
        {
            wanted = wanted.Where(item => item.Time <= to);
        }

        if (request.Query("type") is { } type)
        {
            wanted = wanted.Where(item => Fields.Same(type, item.Type));
        }

        if (request.Query("number") is { } number)
        {
            wanted = wanted.Where(item => item.Number == (number[0] == ' ' ? "+" + number[1..] : number));
        }

        if (Paging.Number(request, "maxItems", int.MaxValue, 1, int.MaxValue) is var most and < int.MaxValue)
        {
            wanted = wanted.Take(most);
        }

        return Paging.Page(request, wanted, Render);
    }

    private static JsonObject Render(Transaction item) => Json.Object(
        ("id", item.Id), ("time", item.Time.Iso()), ("amount", Money(item.Amount)), ("type", item.Type), ("units", item.Units),
        ("productType", item.Product), ("number", item.Number), ("resourceId", item.ResourceId));

    private static string Money(decimal amount) => amount.ToString("0.00###", CultureInfo.InvariantCulture);
}
