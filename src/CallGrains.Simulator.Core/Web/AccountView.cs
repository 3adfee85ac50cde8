using System.Text.Json.Nodes;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>Whom a phone can call: the numbers, the applications behind them, and the phones held by hand.</summary>
internal sealed class AccountView(NumberStore numbers, ApplicationStore applications, PhoneBook phones)
{
    public JsonObject Render() => Json.Object(
        ("numbers", Json.Array(numbers.All.Select(Render))),
        ("manual", Json.Array(phones.Manual.Select(number => JsonValue.Create(number)))));

    private JsonObject Render(PhoneNumber number)
    {
        var application = number.ApplicationId is { } id ? applications.Find(id) : null;
        return Json.Object(
            ("number", number.Number), ("name", number.Name), ("applicationId", application?.Id), ("application", application?.Name),
            ("calls", application?.IncomingCallUrl is not null), ("texts", number.MessageApplicationId is { } texts && applications.Find(texts)?.IncomingMessageUrl is not null));
    }
}
