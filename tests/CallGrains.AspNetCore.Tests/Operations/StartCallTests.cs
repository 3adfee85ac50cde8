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
            ids.Add(CallIds.Call(null, time));
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

    [Fact]
    public async Task A_key_that_started_another_call_is_a_conflict()
    {
        await using var host = await OperationsHost.StartAsync();
        var id = await IdAsync(await SendAsync(host, "key-1"));
        host.Journal.Put(id);
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Duplicate));

        using var same = await SendAsync(host, "key-1");
        using var different = await SendAsync(host, "key-1", Good.Replace("+15550111", "+15550112", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, same.StatusCode);
        await different.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("", "body", "not a JSON object")]
    [InlineData("[1]", "body", "not a JSON object")]
    [InlineData("{", "body", "not JSON")]
    [InlineData("""{"flow":"greeting","flow":"greeting","from":"+15550100","to":"+15550111"}""", "body", "not JSON")]
    [InlineData("""{"from":"+15550100","to":"+15550111"}""", "flow", "missing")]
    [InlineData("""{"flow":7,"from":"+15550100","to":"+15550111"}""", "flow", "'7' is not text")]
    [InlineData("""{"flow":"gretting","from":"+15550100","to":"+15550111"}""", "flow", "'gretting' is no flow; there are: greeting")]
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
