using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Every way to be refused, over the socket.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task An_unknown_carrier_is_not_found_and_the_known_ones_are_named()
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync("/callbacks/telepathy", Requests.Answer());

        Assert.Equal("No carrier 'telepathy'; this process has: bandwidth.", (await response.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Only_GET_and_POST_are_taken(string method)
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), Requests.Plain));

        await response.ProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("{\"eventType\":", "body")]
    [InlineData("{}", "eventType")]
    [InlineData("""{"eventType":"answer"}""", "callId")]
    [InlineData("""{"eventType":"gather","callId":"c-1","time":"noon"}""", "time")]
    public async Task A_malformed_callback_is_told_its_field_and_fault(string json, string field)
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync(Requests.Plain, json);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.NotEqual("", problem.GetProperty("fault").GetString());
        Assert.Contains(host.Log.Lines, l => l.Level == Microsoft.Extensions.Logging.LogLevel.Warning && l.Text.Contains("refused with 400", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_at_the_limit_is_taken_and_one_byte_more_is_not()
    {
        await using var host = await IngressHost.StartAsync();
        var limit = 64 * 1024;
        var padded = Requests.Answer().PadRight(limit);

        using var fits = await host.Client.PostAsync(Requests.Plain, padded);
        using var declared = await host.Client.PostAsync(Requests.Plain, padded + " ");
        using var chunked = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, Requests.Plain)
        {
            Content = new StringContent(padded + " "),
            Headers = { TransferEncodingChunked = true },
        });

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        await declared.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        await chunked.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Single(host.Router.Sent);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(64 * 1024)]
    [InlineData(512 * 1024)]
    public async Task A_query_at_the_limit_is_taken_and_one_byte_more_is_not(int limit)
    {
        await using var host = await IngressHost.StartAsync(o => o.MaxCallbackBytes = limit);
        using var socket = await RawSocket.ConnectAsync(host.Address);
        var query = "eventType=answer&callId=c-1&x=".PadRight(limit, 'x');

        await socket.SendAsync(Encoding.UTF8.GetBytes($"GET {Requests.Plain}?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        var fits = await socket.ReadSummaryAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes($"GET {Requests.Plain}?{query}x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        var tooLong = await socket.ReadSummaryAsync();

        Assert.StartsWith("HTTP/1.1 200 ", fits, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", tooLong, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", tooLong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=klingon")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("nonsense")]
    public async Task Any_content_type_is_taken(string? contentType)
    {
        await using var host = await IngressHost.StartAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Requests.Answer()));
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await host.Client.PostAsync(Requests.Plain, content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { new OverloadedException("20000 messages wait", TimeSpan.FromSeconds(2.5)), "3", false },
        { new JournalUnavailableException("The disk is full."), "1", false },
        { new JournalConflictException(FlowAddress.Call("c-1"), 1, 2), "1", false },
        { new JournalFormatException("Entry 1 was written in format 9."), "1", true },
        { new InvalidOperationException("a bug"), "1", true },
        { new OperationCanceledException("stopping"), "1", true },
        { new IOException("a disk"), "1", true },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_the_router_throws_is_a_503_with_a_time_to_try_again(Exception failure, string retryAfter, bool isLoggedAsError)
    {
        await using var host = await IngressHost.StartAsync();
        host.Router.Answer = _ => Task.FromException<Receipt>(failure);

        using var response = await host.Client.PostAsync(Requests.Plain, Requests.Answer());

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(retryAfter, Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal(isLoggedAsError, host.Log.Errors.Any());
    }

    [Fact]
    public async Task Text_of_the_caller_cannot_forge_a_line_of_the_log()
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync("/callbacks/bandwidth/flows/x%0D%0Ainfo:%20all%20is%20well", Requests.Answer());

        await response.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Contains(host.Log.Lines, l => l.Text.Contains("'x??info", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("u", "p", HttpStatusCode.OK)]
    [InlineData("u", "q", HttpStatusCode.Unauthorized)]
    [InlineData("u", "", HttpStatusCode.Unauthorized)]
    [InlineData("", "p", HttpStatusCode.Unauthorized)]
    [InlineData("u", "pp", HttpStatusCode.Unauthorized)]
    public async Task Configured_credentials_are_asked_for(string user, string password, HttpStatusCode status)
    {
        await using var host = await IngressHost.StartAsync(o => o.Credentials = new() { User = "u", Password = "p" });

        using var response = await SendAsync(host, "/callbacks/bandwidth", Basic(user, password));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, host.Router.Sent.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic !!!!")]
    [InlineData("Bearer dTpw")]
    public async Task Without_readable_credentials_the_way_to_send_them_is_told(string? authorization)
    {
        await using var host = await IngressHost.StartAsync(o => o.Credentials = new() { User = "u", Password = "p" });

        using var response = await SendAsync(host, "/callbacks/bandwidth/flows/unheard-of", authorization);

        await response.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_carrier_may_have_its_own_credentials()
    {
        await using var host = await IngressHost.StartAsync(o =>
        {
            o.Credentials = new() { User = "u", Password = "p" };
            o.Carriers["Bandwidth"] = new() { User = "bw", Password = "ü" };
        });

        using var right = await SendAsync(host, "/callbacks/bandwidth", Basic("bw", "ü"));
        using var global = await SendAsync(host, "/callbacks/bandwidth", Basic("u", "p"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (right.StatusCode, global.StatusCode));
    }

    [Fact]
    public async Task A_capability_URL_is_its_own_proof_even_after_the_password_changed()
    {
        await using var host = await IngressHost.StartAsync(o => o.Credentials = new() { User = "u", Password = "p" });
        var url = "/callbacks/bandwidth/i/" + IngressHost.Tokens.Create(FlowAddress.Call("o-1"), 0);

        using var without = await SendAsync(host, url, null);
        using var old = await SendAsync(host, url, Basic("u", "old"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (without.StatusCode, old.StatusCode));
    }

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static Task<HttpResponseMessage> SendAsync(IngressHost host, string path, string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Requests.Answer(), MediaTypeHeaderValue.Parse("application/json")) };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return host.Client.SendAsync(request);
    }
}
