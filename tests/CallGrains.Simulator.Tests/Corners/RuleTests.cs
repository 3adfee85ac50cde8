using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

/// <summary>Small rules of the fact sheet, each with what it has to do with.</summary>
public sealed class RuleTests : CallTests
{
    [Fact]
    public async Task A_call_is_not_bridged_with_itself_and_one_call_makes_no_active_bridge()
    {
        var refused = await carrier.ErrorAsync("bridges", new { callIds = new[] { call, call } });
        Assert.Equal((400, "bridge-invalid-operation"), (refused.Status, refused.Code));
        var bridge = await carrier.CreateAsync("bridges", new { bridgeAudio = true, callIds = new[] { call } });
        Assert.Equal("created", await StateAsync());
        refused = await carrier.ErrorAsync($"bridges/{bridge}", new { callIds = new[] { call, call } });
        Assert.Equal((400, "bridge-invalid-operation"), (refused.Status, refused.Code));
        var other = await carrier.RingAsync("+15550188");
        await carrier.App.EventsUntilAsync(other, "answer");
        await carrier.OkAsync($"bridges/{bridge}", new { callIds = new[] { call, other } });
        Assert.Equal("active", await StateAsync());
        await carrier.OkAsync($"bridges/{bridge}", new { callIds = new[] { other } });
        Assert.Equal("created", await StateAsync());

        async Task<string?> StateAsync() => (string?)(await carrier.GetAsync($"bridges/{bridge}"))["state"];
    }

    [Fact]
    public async Task A_removed_member_is_no_call_of_the_conference_any_more()
    {
        var room = await carrier.CreateAsync("conferences", new { from = Carrier.AppNumber });
        var stays = await carrier.CreateAsync($"conferences/{room}/members", new { callId = call });
        var leg = await carrier.DialAsync("+15557000", new { conferenceId = room });
        Assert.Equal(room, (string?)(await carrier.GetAsync($"calls/{leg}"))["conferenceId"]);
        carrier.Clock.Advance(3);
        var member = await carrier.CreateAsync($"conferences/{room}/members", new { callId = leg });
        var refused = await carrier.ErrorAsync($"conferences/{room}/members/{member}", new { state = "active" });
        Assert.Equal((400, "validation-error"), (refused.Status, refused.Code));

        await carrier.OkAsync($"conferences/{room}/members/{member}", new { state = "completed" });
        Assert.Null((await carrier.GetAsync($"calls/{leg}"))["conferenceId"]);
        Assert.Equal(call, (string?)(await carrier.GetAsync($"calls?conferenceId={room}")).AsArray().Single()!["id"]);
        Assert.Equal(room, (string?)(await carrier.LookAsync($"calls/{leg}"))["rooms"]!.AsArray().Single());
        Assert.NotEqual(member, stays);
    }

    [Theory]
    [InlineData("GET", "availableNumbers/local?areaCode=919&quantity=5001", "invalid-available-number-search")]
    [InlineData("GET", "availableNumbers/tollFree?quantity=5001", "invalid-available-number-search")]
    [InlineData("POST", "availableNumbers/local?areaCode=919&quantity=11", "invalid-available-number-search-order")]
    [InlineData("POST", "availableNumbers/tollFree?quantity=11", "invalid-available-number-search-order")]
    [InlineData("GET", "users/u-simulator/calls?sortOrder=foo", "validation-error")]
    [InlineData("GET", "users/u-simulator/messages?sortOrder=foo", "validation-error")]
    public async Task What_is_too_much_or_unknown_in_a_query_is_refused(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{carrier.Url}v1/{path}");
        using var answer = await carrier.Api.SendAsync(request);
        var refused = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((400, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Errors_have_ids_in_the_shape_of_all_others()
    {
        await carrier.ErrorAsync("calls", new { });
        var error = (await carrier.GetAsync("errors"))[0]!;
        Assert.Matches("^ue-[a-z2-7]{23}$", (string?)error["id"]);
        Assert.Equal((string?)error["code"], (string?)(await carrier.GetAsync($"errors/{error["id"]}"))["code"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    public async Task A_phone_that_declines_does_so_before_the_caller_gives_up(int callTimeout)
    {
        var leg = await carrier.DialAsync("+15550192", new { callTimeout });
        carrier.Clock.Advance(2);
        Assert.Equal(["hangup CALL_REJECTED"], await carrier.App.EventsUntilAsync(leg, "hangup CALL_REJECTED"));
    }

    [Theory]
    [InlineData("v1/users/u-simulator/calls/CALL")]
    [InlineData("v1/users/u-simulator/media/a.wav")]
    [InlineData("sim/calls/CALL")]
    [InlineData("sim/live")]
    [InlineData("healthz")]
    [InlineData("")]
    [InlineData("web/app.js")]
    public async Task Head_works_where_get_does(string path)
    {
        await carrier.FileAsync("a.wav");
        var url = $"{carrier.Url}{path.Replace("CALL", call, StringComparison.Ordinal)}";
        using var got = await carrier.Api.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var head = await carrier.Api.SendAsync(request);
        Assert.Equal((got.StatusCode, got.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        if (path.StartsWith("v1", StringComparison.Ordinal))
        {
            Assert.Equal("HEAD", (string?)(await carrier.LookAsync("requests"))["items"]!.AsArray()[^1]!["method"]);
        }
    }

    [Fact]
    public async Task Head_of_what_is_not_there_is_as_get_would_be()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "calls/c-none");
        using var head = await carrier.Api.SendAsync(request);
        Assert.Equal(404, (int)head.StatusCode);
    }
}
