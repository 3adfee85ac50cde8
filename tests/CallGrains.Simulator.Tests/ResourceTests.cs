using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class ResourceTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Applications_are_created_changed_and_deleted()
    {
        var id = await _carrier.CreateAsync("applications/", new { name = "one", incomingCallUrl = "http://127.0.0.1/a" });
        await _carrier.OkAsync($"applications/{id}", new { autoAnswer = "false", callbackHttpMethod = "get", incomingCallUrlCallbackTimeout = 500 });

        var view = await _carrier.GetAsync($"applications/{id}");
        Assert.Equal(("one", "http://127.0.0.1/a", "GET", false, 500), (
            (string?)view["name"], (string?)view["incomingCallUrl"], (string?)view["callbackHttpMethod"], (bool)view["autoAnswer"]!, (int)view["incomingCallUrlCallbackTimeout"]!));
        Assert.Single((await _carrier.GetAsync("applications?size=1000")).AsArray());
        using var deleted = await _carrier.Api.DeleteAsync($"applications/{id}");
        Assert.Equal(200, (int)deleted.StatusCode);
        using var gone = await _carrier.Api.GetAsync($"applications/{id}");
        Assert.Equal((404, "application-not-found"), ((int)gone.StatusCode, (await Carrier.ErrorOfAsync(gone)).Code));
    }

    [Theory]
    [InlineData("""{"incomingCallUrl":"http://127.0.0.1/a"}""", "missing-property")]
    [InlineData("""{"name":"x"}""", "validation-error")]
    [InlineData("""{"name":"x","incomingCallUrl":"nowhere"}""", "validation-error")]
    [InlineData("""{"name":"x","incomingMessageUrl":"http://127.0.0.1/a","incomingCallFallbackUrl":"http://127.0.0.1/b"}""", "validation-error")]
    [InlineData("""{"name":"x","incomingCallUrl":"http://127.0.0.1/a","incomingCallFallbackUrl":""}""", "validation-error")]
    [InlineData("""{"name":"x","incomingCallUrl":"http://127.0.0.1/a","incomingCallUrlCallbackTimeout":0}""", "validation-error")]
    public async Task Wrong_applications_are_400(string body, string code)
    {
        var refused = await _carrier.ErrorAsync("applications", JsonNode.Parse(body)!);
        Assert.Equal((400, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Numbers_are_ordered_bound_unbound_and_released()
    {
        var application = await _carrier.CreateAsync("applications", new { name = "one", incomingCallUrl = "http://127.0.0.1/a" });
        var id = await _carrier.CreateAsync("phoneNumbers", new { number = "+19195551212", name = "desk" });
        Assert.Equal("duplicate-number", (await _carrier.ErrorAsync("phoneNumbers", new { number = "+19195551212" })).Code);
        await _carrier.OkAsync("phoneNumbers/+19195551212", new { applicationId = application });

        foreach (var path in new[] { id, "%2B19195551212", "+19195551212", "%2019195551212" })
        {
            var view = await _carrier.GetAsync($"phoneNumbers/{path}");
            Assert.Equal((id, application, "(919) 555-1212", "enabled"), ((string?)view["id"], (string?)view["applicationId"], (string?)view["nationalNumber"], (string?)view["numberState"]));
            Assert.EndsWith($"/applications/{application}", (string?)view["application"], StringComparison.Ordinal);
        }

        Assert.Single((await _carrier.GetAsync($"phoneNumbers?applicationId={application}")).AsArray());
        await _carrier.OkAsync($"phoneNumbers/{id}", new { applicationId = "" });
        Assert.Empty((await _carrier.GetAsync($"phoneNumbers?applicationId={application}")).AsArray());
        using var released = await _carrier.Api.DeleteAsync($"phoneNumbers/{id}");
        Assert.Empty((await _carrier.GetAsync("phoneNumbers")).AsArray());
    }

    [Fact]
    public async Task Deleting_an_application_unlinks_its_numbers()
    {
        await _carrier.BindAsync();
        var application = (string)(await _carrier.GetAsync("applications"))[0]!["id"]!;
        using var deleted = await _carrier.Api.DeleteAsync($"applications/{application}");

        Assert.Null((await _carrier.GetAsync($"phoneNumbers/{Carrier.AppNumber}"))["applicationId"]);
        using var dead = await _carrier.TryPhoneAsync("calls", new { from = Carrier.Caller, to = Carrier.AppNumber });
        Assert.Equal(404, (int)dead.StatusCode);
    }

    [Fact]
    public async Task A_number_bound_to_an_unknown_application_is_404()
    {
        var refused = await _carrier.ErrorAsync("phoneNumbers", new { number = "+15550100", applicationId = "a-x" });
        Assert.Equal((404, "application-not-found"), (refused.Status, refused.Code));
        Assert.Empty((await _carrier.GetAsync("phoneNumbers")).AsArray());
    }

    [Theory]
    [InlineData("hello.wav")]
    [InlineData("dir%2Fhello.wav")]
    [InlineData("dir/sub/hello.wav")]
    public async Task Media_keep_bytes_type_and_caching(string name)
    {
        var plain = Uri.UnescapeDataString(name);
        using var content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue("audio/x-test") } };
        using var put = new HttpRequestMessage(HttpMethod.Put, $"media/{name}") { Content = content };
        put.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        using var stored = await _carrier.Api.SendAsync(put);
        Assert.Equal(200, (int)stored.StatusCode);

        using var got = await _carrier.Api.GetAsync($"media/{name}");
        Assert.Equal([1, 2, 3], await got.Content.ReadAsByteArrayAsync());
        Assert.Equal(("audio/x-test", "no-cache"), (got.Content.Headers.ContentType?.MediaType, got.Headers.CacheControl?.ToString()));
        var item = Assert.Single((await _carrier.GetAsync("media")).AsArray())!;
        Assert.Equal((plain, 3), ((string?)item["mediaName"], (int)item["contentLength"]!));
        Assert.Equal([1, 2, 3], await _carrier.Api.GetByteArrayAsync((string)item["content"]!));

        using var deleted = await _carrier.Api.DeleteAsync($"media/{name}");
        using var gone = await _carrier.Api.GetAsync($"media/{name}");
        Assert.Equal((200, 404, "media-not-found"), ((int)deleted.StatusCode, (int)gone.StatusCode, (await Carrier.ErrorOfAsync(gone)).Code));
    }

    [Fact]
    public async Task Media_without_a_length_are_400()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "media/x") { Content = new StreamContent(new MemoryStream([1])) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _carrier.Api.SendAsync(request);
        Assert.Equal((400, "validation-error"), ((int)answer.StatusCode, (await Carrier.ErrorOfAsync(answer)).Code));
    }
}
