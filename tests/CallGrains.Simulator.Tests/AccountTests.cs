using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>Account, transactions, errors, caller names, free numbers.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private Carrier _carrier = null!;
    private string _v1 = "";

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        _v1 = $"{_carrier.Url}v1";
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Everything_costs_and_is_listed_newest_first()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        _carrier.Clock.Advance(61);
        await _carrier.PhoneAsync($"calls/{call}/hangup");
        var message = await _carrier.CreateAsync("messages", new { from = Carrier.AppNumber, to = "+15557000", text = "x" });

        Assert.Equal(("999.385", "pre-pay"), ((string?)(await _carrier.GetAsync("account"))["balance"], (string?)(await _carrier.GetAsync("account"))["accountType"]));
        var items = (await _carrier.GetAsync("account/transactions")).AsArray();
        Assert.Equal(
            [$"charge 0.005 sms-out 1 {message}", $"charge 0.01 call-in 2 {call}", "charge 0.60 local-number-per-month 1", "payment 1000.00"],
            items.Select(item => string.Join(' ', new[] { "type", "amount", "productType", "units", "resourceId" }.Select(name => $"{item![name]}")).Trim().Replace($" {items[2]!["resourceId"]}", "", StringComparison.Ordinal)));
        Assert.Single((await _carrier.GetAsync("account/transactions?type=Payment")).AsArray());
        Assert.Equal(2, (await _carrier.GetAsync("account/transactions?maxItems=2")).AsArray().Count);
        Assert.Equal(2, (await _carrier.GetAsync("account/transactions?fromDate=2026-01-02T03:05:00.0000000Z")).AsArray().Count);
    }

    [Fact]
    public async Task Refused_requests_and_lost_callbacks_are_errors_of_the_account()
    {
        await _carrier.BindAsync();
        _carrier.App.Answer = _ => Task.FromResult(500);
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");
        await Carrier.UntilAsync(() => _carrier.GetAsync("errors"), list => list.AsArray().Count == 2);
        await _carrier.ErrorAsync("calls", new { });

        var errors = (await _carrier.GetAsync("errors")).AsArray();
        Assert.Equal(["missing-property", "no-callback-for-call", "no-callback-for-call"], errors.Select(error => (string)error!["code"]!));
        Assert.Equal(call, (string?)errors[1]!["details"]![0]!["value"]);
        Assert.Equal((string?)errors[0]!["message"], (string?)(await _carrier.GetAsync($"errors/{errors[0]!["id"]}"))["message"]);
        using var unknown = await _carrier.Api.GetAsync("errors/ue-99");
        Assert.Equal("user-error-not-found", (await Carrier.ErrorOfAsync(unknown)).Code);
    }

    [Fact]
    public async Task A_number_has_a_caller_name()
    {
        await _carrier.CreateAsync("phoneNumbers", new { number = "+19195550100", name = "ADA" });
        Assert.Equal("ADA", (string?)(await _carrier.GetAsync($"{_v1}/phoneNumbers/numberInfo/%2B19195550100"))["name"]);
        Assert.Equal("CALLER 0101", (string?)(await _carrier.GetAsync($"{_v1}/phoneNumbers/numberInfo/+19195550101"))["name"]);
        Assert.Equal((404, "cnam-not-found"), await RefusedAsync("phoneNumbers/numberInfo/+19195550193"));
        Assert.Equal((403, "invalid-cnam-search"), await RefusedAsync("phoneNumbers/numberInfo/+4915550100"));
    }

    [Fact]
    public async Task Free_numbers_are_found_and_ordered()
    {
        var found = (await _carrier.GetAsync($"{_v1}/availableNumbers/local?state=nc&city=Cary&quantity=3")).AsArray();
        Assert.Equal(["NC CARY", "NC CARY", "NC CARY"], found.Select(item => $"{item!["state"]} {item["city"]}"));
        Assert.All((await _carrier.GetAsync($"{_v1}/availableNumbers/local?areaCode=919&localNumber=555")).AsArray(), item => Assert.StartsWith("+1919555", (string?)item!["number"], StringComparison.Ordinal));
        Assert.All((await _carrier.GetAsync($"{_v1}/availableNumbers/local?zip=27601&pattern=*77")).AsArray(), item => Assert.EndsWith("77", (string?)item!["number"], StringComparison.Ordinal));
        Assert.Equal(10, (await _carrier.GetAsync($"{_v1}/availableNumbers/tollFree")).AsArray().Count);

        using var ordered = await _carrier.PostAsync($"{_v1}/availableNumbers/local?areaCode=919&quantity=2", "");
        Assert.Equal(201, (int)ordered.StatusCode);
        var items = JsonNode.Parse(await ordered.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(2, items.Count);
        foreach (var item in items)
        {
            Assert.Equal((string?)item!["number"], (string?)(await _carrier.GetAsync((string)item["location"]!))["number"]);
        }

        Assert.DoesNotContain((string)items[0]!["number"]!, (await _carrier.GetAsync($"{_v1}/availableNumbers/local?areaCode=919")).AsArray().Select(item => (string)item!["number"]!));
        using var free = await _carrier.Api.PostAsync($"{_v1}/availableNumbers/tollFree", null);
        Assert.Equal(201, (int)free.StatusCode);
        Assert.Equal("0.75", (string?)(await _carrier.GetAsync("phoneNumbers"))[2]!["price"]);
    }

    [Theory]
    [InlineData("", 400, "invalid-available-number-search")]
    [InlineData("?state=NC&zip=27601", 400, "invalid-available-number-search")]
    [InlineData("?city=Cary&areaCode=919", 400, "invalid-available-number-search")]
    [InlineData("?zip=2760", 400, "invalid-zip-code")]
    [InlineData("?areaCode=91", 400, "invalid-available-number-search")]
    [InlineData("?areaCode=919&quantity=5001", 400, "invalid-available-number-search")]
    public async Task Wrong_searches_are_refused(string query, int status, string code) =>
        Assert.Equal((status, code), await RefusedAsync($"availableNumbers/local{query}"));

    private async Task<(int, string?)> RefusedAsync(string path)
    {
        using var answer = await _carrier.Api.GetAsync($"{_v1}/{path}");
        var error = await Carrier.ErrorOfAsync(answer);
        return (error.Status, error.Code);
    }
}
