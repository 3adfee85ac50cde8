using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Web;

public sealed class ResendTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task A_callback_goes_out_again_as_it_was_with_its_credentials_and_its_own_entry(string method)
    {
        await _carrier.BindAsync(autoAnswer: false, url: $"http://flow:s%40cret@{_carrier.App.Authority}/in", more: new JsonObject { ["callbackHttpMethod"] = method });
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "incomingcall");
        await ListedAsync(1);

        var entry = await _carrier.PhoneAsync("callbacks/1/resend");
        Assert.Equal((2, 1, 200, true), ((int)entry["n"]!, (int)entry["resendOf"]!, (int)entry["status"]!, (bool)entry["authorized"]!));
        var (first, copy) = (_carrier.App.All()[0], _carrier.App.All()[1]);
        Assert.Equal((first.Method, first.Path, first.Authorization, first.Fields.ToJsonString()), (copy.Method, copy.Path, copy.Authorization, copy.Fields.ToJsonString()));
        Assert.Equal(2, await ListedAsync(2));
    }

    [Fact]
    public async Task What_the_application_says_to_the_copy_is_told()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "incomingcall");
        await ListedAsync(1);
        _carrier.App.Answer = _ => Task.FromResult(503);

        Assert.Equal(503, (int)(await _carrier.PhoneAsync("callbacks/1/resend"))["status"]!);
    }

    [Fact]
    public async Task A_copy_may_have_another_body_and_credentials_go_only_where_they_went_before()
    {
        await _carrier.BindAsync(autoAnswer: false, url: $"http://flow:s%40cret@{_carrier.App.Authority}/in");
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "incomingcall");
        await ListedAsync(1);
        await _carrier.PhoneAsync("callbacks/1/resend", new { body = """{"eventType":"made-up"}""" });
        var edited = _carrier.App.All()[^1];
        Assert.Equal(("made-up", _carrier.App.All()[0].Authorization), (edited["eventType"], edited.Authorization));

        await using var other = await Receiver.StartAsync();
        var entry = await _carrier.PhoneAsync("callbacks/1/resend", new { url = $"{other.Url}/elsewhere" });
        Assert.Equal(("/elsewhere", null, null), (other.All()[0].Path, other.All()[0].Authorization, (string?)entry["authorized"]));
        Assert.Equal(400, (int)(await _carrier.TryPhoneAsync("callbacks/1/resend", new { url = "nowhere" })).StatusCode);
    }

    [Fact]
    public async Task Several_go_out_one_after_the_other_and_an_entry_has_the_headers_of_both_ways()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");
        await ListedAsync(2);
        var again = await _carrier.PhoneAsync("callbacks/resend", new { numbers = new[] { 2, 1 } });
        Assert.Equal(["answer", "incomingcall"], again["items"]!.AsArray().Select(entry => (string?)entry!["eventType"]));
        Assert.Equal(400, (int)(await _carrier.TryPhoneAsync("callbacks/resend", new { })).StatusCode);
        Assert.Equal(404, (int)(await _carrier.TryPhoneAsync("callbacks/resend", new { numbers = new[] { 99 } })).StatusCode);

        var whole = await _carrier.LookAsync("callbacks/1");
        Assert.Contains("User-Agent: BandwidthAPI/v1 (callgrains-simulator)", whole["headers"]!.AsArray().Select(line => (string?)line));
        Assert.Contains(whole["answerHeaders"]!.AsArray(), line => ((string)line!).StartsWith("Date: ", StringComparison.Ordinal));
        var request = await _carrier.LookAsync("requests/1");
        Assert.Contains("Authorization: Basic (hidden)", request["headers"]!.AsArray().Select(line => (string?)line));
        Assert.Contains(request["answerHeaders"]!.AsArray(), line => ((string)line!).StartsWith("Location: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_failing_application_says_is_kept()
    {
        await _carrier.BindAsync(autoAnswer: false);
        _carrier.App.Answer = _ => Task.FromResult(500);
        _carrier.App.Document = _ => "Boom at line 12";
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "incomingcall");
        await ListedAsync(1);
        Assert.Equal("Boom at line 12", (string?)(await _carrier.LookAsync("callbacks"))["items"]![0]!["answer"]);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("0")]
    [InlineData("one")]
    public async Task A_number_that_is_none_is_explained(string number)
    {
        using var answer = await _carrier.TryPhoneAsync($"callbacks/{number}/resend", new { });
        var (status, _, code, message) = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((404, "callback-not-found"), (status, code));
        Assert.Contains($"'{number}'", message, StringComparison.Ordinal);
    }

    /// <summary>An entry is listed once the application's answer has arrived at the simulator.</summary>
    private async Task<int> ListedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        int total;
        while ((total = (int)(await _carrier.LookAsync("callbacks?limit=0"))["total"]!) < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        return total;
    }
}
