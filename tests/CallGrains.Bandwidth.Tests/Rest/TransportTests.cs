using System.Collections.Concurrent;
using System.Text;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.Logging;

namespace CallGrains.Bandwidth.Tests;

public sealed class TransportTests
{
    [Fact]
    public async Task Each_request_carries_the_credentials_without_being_asked()
    {
        await using var rig = new Rig();

        await rig.Client.Calls.HangUpAsync("c-1");

        var sent = Assert.Single(rig.Fake.Requests);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("t-test:s-secret")), sent.Headers["Authorization"]);
        Assert.Equal("HTTP/1.1", sent.Version);
        Assert.StartsWith("CallGrains/", sent.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(["Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"], sent.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Neither_the_log_nor_an_error_shows_a_secret()
    {
        var log = new ListLogger();
        await using var rig = new Rig(logger: log);
        rig.Fake.Then(FakeAnswer.Ok(), FakeAnswer.Error(401, "authorization", "access-denied"), FakeAnswer.CutOff);

        await rig.Client.Calls.HangUpAsync("c-1");
        var refused = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.HangUpAsync("c-1"));
        var cut = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.HangUpAsync("c-1"));

        Assert.Equal(3, log.Lines.Count);
        Assert.Equal("POST v1/users/u-test/calls/c-1 answered 200 in 0 ms", log.Lines.First());
        foreach (var text in log.Lines.Append(refused.ToString()).Append(cut.ToString()))
        {
            Assert.DoesNotContain("s-secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("dC10ZXN0", text, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_that_never_ends_fills_no_memory(bool saysItsLength)
    {
        const int Much = 200 * 1024 * 1024;
        var begin = $"[{new string(' ', CarrierHttp.MostAnswerBytes)}";
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{(saysItsLength ? $"Content-Length: {Much}\r\n" : "Connection: close\r\n")}\r\n";
        await using var rig = new Rig(FakeCarrier.Start().Then(new FakeAnswer(head + begin)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var failure = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.GetAsync("c-1"));

        Assert.Equal("unreadable-answer", failure.Error.Code);
        Assert.Equal(RequestEffect.InDoubt, failure.Effect);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Much / 2);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Any_2xx_is_success(int status)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Of(status, status == 204 ? null : "not even JSON")));

        await rig.Client.Calls.AnswerAsync("c-1");
        await rig.Client.Calls.AnswerAsync("c-1");

        Assert.Equal(2, rig.Fake.Requests.Count);
    }

    [Theory]
    [InlineData("https://api.catapult.inetwork.com/v1/users/u-test/calls/c-new")]
    [InlineData("/v1/users/u-test/calls/c-new")]
    [InlineData("/v1/users/u-test/calls/c-new/")]
    [InlineData("/v1/users/u-test/calls/c-new?x=/y")]
    [InlineData("c-new")]
    public async Task The_new_id_is_the_last_segment_of_the_location(string location)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created(location)));

        Assert.Equal("c-new", await rig.Client.Calls.CreateAsync(new CreateCall { From = "+15550100", To = "+15550199" }));
    }

    [Fact]
    public async Task Something_created_without_a_location_is_in_doubt_because_its_id_is_not_known()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Of(201, null)));

        var error = await rig.FailAsync(Samples.All["createCall"]);

        Assert.Equal((RequestEffect.InDoubt, 201, "unreadable-answer"), (error.Effect, error.Error.Status, error.Error.Code));
    }

    [Fact]
    public async Task The_base_url_may_have_a_path_of_its_own()
    {
        await using var rig = new Rig(configure: options => options.BaseUrl = new Uri(options.BaseUrl, "/carrier/"));

        await rig.Client.Calls.HangUpAsync("c-1");

        Assert.Equal("POST /carrier/v1/users/u-test/calls/c-1", Assert.Single(rig.Fake.Requests).ToString());
    }

    [Theory]
    [InlineData("a/b?c#d %2e+ü", "a%2Fb%3Fc%23d%20%252e%2B%C3%BC")]
    [InlineData("...", "...")]
    public async Task An_id_that_came_from_outside_stays_in_its_place(string id, string path)
    {
        await using var rig = new Rig();

        await rig.Client.Calls.HangUpAsync(id);

        Assert.Equal($"{Rig.User}/calls/{path}", Assert.Single(rig.Fake.Requests).Target);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task An_id_that_would_leave_its_place_is_not_sent(string id)
    {
        await using var rig = new Rig();

        await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.Calls.HangUpAsync(id));

        Assert.Empty(rig.Fake.Requests);
    }

    [Fact]
    public async Task A_body_that_stops_arriving_is_given_up_in_time()
    {
        var headers = new TaskCompletionSource();
        await using var rig = new Rig();
        rig.Fake.Then(FakeAnswer.Silence with { Text = FakeAnswer.Ok(Samples.Call("active")).Text[..^5], After = headers.Task, ThenAfter = FakeAnswer.Silence.After });
        var reading = Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.GetAsync("c-1"));
        await rig.Fake.ArrivalAsync();

        // The headers' deadline is set by now: the next one of this length is the body's.
        var waits = rig.Time.TimerOfAsync(TimeSpan.FromSeconds(10));
        headers.SetResult();
        await waits;
        rig.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((RequestEffect.InDoubt, 200), ((await reading).Effect, (await reading).Error.Status));
    }

    private sealed class ListLogger : ILogger<BandwidthClient>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);
    }
}
