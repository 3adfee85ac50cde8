using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class RestTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Theory]
    [InlineData("t-simulator", "wrong", "u-simulator")]
    [InlineData("wrong", "s-simulator", "u-simulator")]
    [InlineData("t-simulator", "s-simulator", "u-someone-else")]
    public async Task Wrong_credentials_or_user_are_401_access_denied(string token, string secret, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_carrier.Url}v1/users/{user}/calls");
        request.Headers.Authorization = Carrier.Basic(token, secret);
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request);

        var (status, category, code, _) = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((401, "authorization", "access-denied"), (status, category, code));
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task No_credentials_are_401_even_for_what_does_not_exist()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync($"{_carrier.Url}v1/nothing");
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("DELETE", "users/u-simulator/calls/c-1")]
    [InlineData("GET", "users/u-simulator/nothing")]
    [InlineData("GET", "nothing")]
    public async Task What_the_API_does_not_have_is_404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{_carrier.Url}v1/{path}");
        using var answer = await _carrier.Api.SendAsync(request);

        var (status, _, code, message) = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((404, "resource-not-found"), (status, code));
        Assert.Contains($"{method} /v1/{path}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_does_not_do_is_501_and_says_so()
    {
        await _carrier.CreateAsync("phoneNumbers", new { number = "+15550111" });
        var refused = await _carrier.ErrorAsync("calls", new { from = "+15550111", to = "+15557000", recordingFileFormat = "mp3" });
        Assert.Equal((501, "not-simulated"), (refused.Status, refused.Code));
        Assert.Contains("MP3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_call_is_404_with_the_live_details_in_order()
    {
        using var answer = await _carrier.Api.GetAsync("calls/c-nobody");
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal((404, "not-found", "call-not-found"), ((int)answer.StatusCode, (string?)error["category"], (string?)error["code"]));
        Assert.Equal(
            ["callId c-nobody", "requestMethod GET", "remoteAddress 127.0.0.1", "requestPath users/u-simulator/calls/c-nobody"],
            error["details"]!.AsArray().Select(detail => $"{detail!["name"]} {detail["value"]}"));
    }

    [Fact]
    public async Task Locations_are_absolute_and_created_answers_are_empty()
    {
        using var answer = await _carrier.PostAsync("phoneNumbers", new { number = "+15550100" });

        Assert.Equal(201, (int)answer.StatusCode);
        Assert.StartsWith($"{_carrier.Url}v1/users/u-simulator/phoneNumbers/n-", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("{", "validation-error")]
    [InlineData("[]", "validation-error")]
    [InlineData("""{"to":"+15557000"}""", "missing-property")]
    [InlineData("""{"from":"+15550111"}""", "missing-property")]
    [InlineData("""{"from":"+15550111","to":" "}""", "blank-property")]
    [InlineData("""{"from":"+15550111","to":null}""", "missing-property")]
    [InlineData("""{"from":"+15550111","to":"sips:a@b"}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"sip:@b"}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"15557000"}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"+15557000","callTimeout":301}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"+15557000","callTimeout":0}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"+15557000","callbackTimeout":10001}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"+15557000","callbackUrl":"here"}""", "callback-invalid-url")]
    [InlineData("""{"from":"+15550111","to":"+15557000","fallbackUrl":"ftp://x"}""", "callback-invalid-url")]
    [InlineData("""{"from":"+15550111","to":"+15557000","callbackHttpMethod":"PUT"}""", "validation-error")]
    [InlineData("""{"from":"+15550111","to":"+15557000","sipHeaders":{"A":"1"}}""", "validation-error")]
    public async Task Wrong_calls_are_400(string body, string code)
    {
        await _carrier.CreateAsync("phoneNumbers", new { number = "+15550111" });
        using var answer = await _carrier.Api.PostAsync("calls", new StringContent(body, Encoding.UTF8, "application/json"));

        var error = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((400, "bad-request", code), (error.Status, error.Category, error.Code));
        Assert.Empty((await _carrier.GetAsync("calls")).AsArray());
    }

    [Fact]
    public async Task A_foreign_from_number_is_401()
    {
        var body = new { from = "+15550111", to = "+15557000" };
        Assert.Equal("no-allocated-number", (await _carrier.ErrorAsync("calls", body)).Code);
        await _carrier.CreateAsync("phoneNumbers", new { number = "+15550112" });
        var refused = await _carrier.ErrorAsync("calls", body);
        Assert.Equal((401, "number-access-denied"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Calls_page_newest_first_and_links_lead_through_all()
    {
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            made.Add(await _carrier.DialAsync($"+1555700{i % 2}"));
        }

        Assert.Equal(Enumerable.Reverse(made), await WalkAsync("calls?size=3", expectedPages: 3));
        Assert.Equal(made, await WalkAsync("calls?size=7&sortOrder=Asc", expectedPages: 1));
        Assert.Equal(made.Where((_, i) => i % 2 == 0).Reverse(), await WalkAsync("calls?size=2&to=%2B15557000", expectedPages: 2));
    }

    [Theory]
    [InlineData("size=0")]
    [InlineData("size=1001")]
    [InlineData("page=-1")]
    [InlineData("page=x")]
    public async Task Wrong_pages_are_400(string query)
    {
        using var answer = await _carrier.Api.GetAsync($"calls?{query}");
        Assert.Equal(400, (await Carrier.ErrorOfAsync(answer)).Status);
    }

    [Fact]
    public async Task Call_events_have_iso_times_in_the_list_and_epoch_milliseconds_alone()
    {
        var call = await _carrier.DialAsync("+15557000");
        var listed = (await _carrier.GetAsync($"calls/{call}/events"))[0]!;
        var single = await _carrier.GetAsync($"calls/{call}/events/{listed["id"]}");

        Assert.StartsWith("ce-", (string?)listed["id"], StringComparison.Ordinal);
        Assert.Equal("2026-01-02T03:04:05.000Z", (string?)listed["time"]);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).ToUnixTimeMilliseconds(), (long)single["time"]!);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_ids_another_seed_others_and_each_run_its_own_name()
    {
        await using var twin = await Carrier.StartAsync(seed: 1);
        await using var other = await Carrier.StartAsync(seed: 2);
        Assert.NotEqual((string?)(await _carrier.LookAsync("../healthz"))["instance"], (string?)(await twin.LookAsync("../healthz"))["instance"]);
        var mine = await _carrier.DialAsync("+15557000");
        var twins = await twin.DialAsync("+15557000");

        Assert.Matches("^c-[a-z2-7]{23}$", mine);
        Assert.Equal(mine, twins);
        Assert.NotEqual(mine, await other.DialAsync("+15557000"));
    }

    [Fact]
    public async Task The_oldest_ended_calls_are_forgotten_and_live_ones_never()
    {
        await using var small = await Carrier.StartAsync(history: 100);
        var live = await small.DialAsync("+15550191", new { callTimeout = 300 });
        var first = await small.DialAsync("+15550190", new { recordingEnabled = true });
        for (var i = 0; i < 100; i++)
        {
            await small.DialAsync("+15550190");
        }

        small.Clock.Advance(1);

        using var gone = await small.Api.GetAsync($"calls/{first}");
        Assert.Equal(404, (int)gone.StatusCode);
        Assert.Equal("started", await small.StateAsync(live));
        var health = await small.LookAsync("../healthz");
        Assert.Equal((101, 1), ((int)health["calls"]!, (int)health["live"]!));
    }

    private async Task<List<string>> WalkAsync(string path, int expectedPages)
    {
        var ids = new List<string>();
        var pages = 0;
        for (var next = path; next is not null; pages++)
        {
            using var answer = await _carrier.Api.GetAsync(next);
            ids.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(call => (string)call!["id"]!));
            var links = answer.Headers.GetValues("Link").Single().Split(',').Select(link => link.Split(';'));
            Assert.All(links, link => Assert.Equal(2, link.Length));
            next = links.Where(link => link[1].Trim() == "rel=\"next\"").Select(link => link[0].Trim().Trim('<', '>')).SingleOrDefault();
        }

        Assert.Equal(expectedPages, pages);
        return ids;
    }
}
