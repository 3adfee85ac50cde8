using System.Net;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary><c>POST /api/calls</c>.</summary>
public sealed class StartCallTests
{
    private const string Good = """{"flow":"greeting","from":"+15550100","to":"+15550111","args":{"name":"Zoe"}}""";

    [Fact]
    public async Task A_call_is_handed_to_its_own_new_grain()
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/calls", Good);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var id = await IdAsync(response);
        Assert.Equal($"/api/calls/{id}", response.Headers.Location?.OriginalString);
        var (address, message, token) = Assert.Single(host.Router.Sent);
        var start = Assert.IsType<StartCall>(message);
        Assert.Equal(FlowAddress.Call(id), address);
        Assert.Equal(("greeting", "+15550100", "+15550111", (string?)null), (start.Flow, start.From, start.To, start.Carrier));
        Assert.Equal("Zoe", start.Args?.GetProperty("name").GetString());
        Assert.False(token.CanBeCanceled);
    }

    [Theory]
    [InlineData("20", true)]
    [InlineData("0.5", true)]
    [InlineData("300", true)]
    [InlineData("0", false)]
    [InlineData("301", false)]
    [InlineData("\"20\"", false)]
    public async Task It_rings_as_long_as_it_is_told(string seconds, bool isTaken)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/calls", $$"""{"flow":"greeting","from":"+15550100","to":"+15550111","ringTimeout":{{seconds}} }""");

        Assert.Equal(isTaken ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest, response.StatusCode);
        if (isTaken)
        {
            var start = Assert.IsType<StartCall>(Assert.Single(host.Router.Sent).Message);
            Assert.Equal(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture), start.RingTimeout?.TotalSeconds);
        }
    }

    [Fact]
    public void Ids_are_new_each_time_and_sort_by_time()
    {
        var ids = new List<string>();
        var time = new SteppingTime();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(SendingIds.Call(null, time));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(50, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^o-[0-9a-f]{32}$", id));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_id_and_another_key_another()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(host.Router.Sent.Count == 1 ? Disposition.Accepted : Disposition.Duplicate));

        var first = await IdAsync(await SendAsync(host, "key-1"));
        var again = await SendAsync(host, "key-1");
        var other = await IdAsync(await SendAsync(host, "key-2"));

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first, await IdAsync(again));
        Assert.NotEqual(first, other);
    }

    [Theory]
    [InlineData("+15550111", "+15550112")]
    [InlineData("Zoe", "Zoé")]
    [InlineData(",\"args\":{\"name\":\"Zoe\"}", "")]
    [InlineData("{\"flow\"", "{\"ringTimeout\":5,\"flow\"")]
    public async Task A_key_that_started_another_call_is_refused(string part, string by)
    {
        await using var host = await OperationsHost.StartAsync();
        var id = await IdAsync(await SendAsync(host, "key-1"));
        host.Journal.Put(id, JournalFormat.Write(new BeginEntry("greeting", 1, "out", "+15550100", "+15550111") { Args = JsonElement.Parse("""{"name":"Zoe"}""") }));
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Duplicate));

        using var same = await SendAsync(host, "key-1", Good.Replace("\"name\":", " \"name\" : ", StringComparison.Ordinal));
        using var different = await SendAsync(host, "key-1", Good.Replace(part, by, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, same.StatusCode);
        var problem = await different.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Idempotency-Key", problem.GetProperty("field").GetString());
        Assert.Contains(id, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_may_be_for_later()
    {
        await using var host = await OperationsHost.StartAsync();
        var later = Good.Replace("{\"flow\"", "{\"at\":\"2100-01-01T10:00:00+01:00\",\"flow\"", StringComparison.Ordinal);
        var past = later.Replace("2100", "2000", StringComparison.Ordinal);

        using var far = await SendAsync(host, "key-1", later);
        using var over = await SendAsync(host, "key-1", past);
        Assert.Contains("is more than 366 days ahead", (await far.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Contains("has passed", (await over.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("fault").GetString(), StringComparison.Ordinal);

        var soon = DateTimeOffset.UtcNow.AddDays(3);
        using var taken = await host.Client.PostAsync("/api/calls", later.Replace("2100-01-01T10:00:00+01:00", soon.ToString("o"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal(soon, Assert.IsType<StartCall>(Assert.Single(host.Router.Sent).Message).At);

        // The same again, after its time has come, is the same call.
        var id = SendingIds.Call("key-2", TimeProvider.System);
        host.Journal.Put(id, JournalFormat.Write(new BeginEntry("greeting", 1, "out", "+15550100", "+15550111") { Args = JsonElement.Parse("""{"name":"Zoe"}"""), PlaceAt = new(2000, 1, 1, 9, 0, 0, TimeSpan.Zero) }));
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Duplicate));
        using var again = await SendAsync(host, "key-2", past);
        using var other = await SendAsync(host, "key-2", past.Replace("T10", "T11", StringComparison.Ordinal));
        Assert.Equal(id, await IdAsync(again));
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("", "body", "not a JSON object")]
    [InlineData("[1]", "body", "not a JSON object")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111","ringTimout":5}""", "ringTimout", "'ringTimout' is no field here; did you mean 'ringTimeout'? the fields are: flow, from, to, args, ringTimeout, at")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111","webhook":5}""", "webhook", "'webhook' is no field here; the fields are: flow")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111","at":"tomorrow"}""", "at", "is no time; send ISO 8601")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111","at":1764493200}""", "at", "'1764493200' is no time")]
    [InlineData("{", "body", "not JSON")]
    [InlineData("""{"flow":"greeting","flow":"greeting","from":"+15550100","to":"+15550111"}""", "body", "not JSON")]
    [InlineData("""{"from":"+15550100","to":"+15550111"}""", "flow", "missing")]
    [InlineData("""{"flow":7,"from":"+15550100","to":"+15550111"}""", "flow", "'7' is not text")]
    [InlineData("""{"flow":"gretting","from":"+15550100","to":"+15550111"}""", "flow", "'gretting' is no flow; there are: chat, greeting")]
    [InlineData("""{"flow":"greeting","to":"+15550111"}""", "from", "missing")]
    [InlineData("""{"flow":"greeting","from":"5550100","to":"+15550111"}""", "from", "'5550100' is no number")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+1555 0111"}""", "to", "E.164")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111\n"}""", "to", "E.164")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"sip:"}""", "to", "E.164")]
    [InlineData("""{"flow":"greeting","from":"+15550100","to":"+15550111","args":"\ud800"}""", "body", "not JSON")]
    public async Task A_wrong_field_is_named_with_its_value_and_what_to_send_instead(string json, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/calls", json);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Contains(part, problem.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Router.Sent);
    }

    [Theory]
    [InlineData("sip:bob@example.com")]
    [InlineData("sips:bob@example.com")]
    [InlineData("+493012345678901")]
    public async Task Numbers_and_SIP_addresses_can_be_called(string to)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/calls", Good.Replace("+15550111", to, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Too_large_a_body_and_a_body_of_another_type_are_refused()
    {
        await using var host = await OperationsHost.StartAsync();

        using var large = await host.Client.PostAsync("/api/calls", Good.PadRight(64 * 1024 + 1));
        using var fits = await host.Client.PostAsync("/api/calls", Good.PadRight(64 * 1024));
        using var form = await host.Client.PostAsync("/api/calls", new FormUrlEncodedContent([new("flow", "greeting")]));

        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        await form.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_has_a_length(int length)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await SendAsync(host, new string('k', length));

        Assert.Equal("Idempotency-Key", (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { new OverloadedException("20000 messages wait", TimeSpan.FromSeconds(2.5)), "3", false },
        { new JournalUnavailableException("The disk is full."), "1", false },
        { new JournalFormatException("Entry 1 was written in format 9."), "1", true },
        { new InvalidOperationException("a bug"), "1", true },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_the_router_throws_is_a_503_with_a_time_to_try_again(Exception failure, string retryAfter, bool isLoggedAsError)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromException<Receipt>(failure);

        using var response = await host.Client.PostAsync("/api/calls", Good);

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(retryAfter, Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal(isLoggedAsError, host.Log.Errors.Any());
    }

    [Fact]
    public async Task The_202_comes_only_after_the_routers_task()
    {
        await using var host = await OperationsHost.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var durable = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Router.Answer = (_, _) =>
        {
            asked.SetResult();
            return durable.Task;
        };
        using var socket = await RawSocket.ConnectAsync(host.Address);
        await socket.SendAsync(RawSocket.Post("/api/calls", Good, "Content-Type: application/json\r\n"));
        await asked.Task;
        for (var i = 0; i < 20; i++)
        {
            Assert.NotEmpty(await host.Client.GetStringAsync("/healthz"));
        }

        Assert.False(socket.HasAnswer);
        durable.SetResult(new Receipt(Disposition.Accepted));
        Assert.StartsWith("HTTP/1.1 202 ", await socket.ReadSummaryAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(OperationsHost host, string key, string json = Good) =>
        host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/calls")
        {
            Headers = { { "Idempotency-Key", key } },
            Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        });

    private static async Task<string> IdAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;

    /// <summary>Each look at the clock is a millisecond later than the last.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(54);

        public override DateTimeOffset GetUtcNow() => _now = _now.AddMilliseconds(1);
    }
}
