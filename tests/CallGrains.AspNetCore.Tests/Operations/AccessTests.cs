using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using CallGrains.AspNetCore.Http;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Who may use the API.</summary>
public sealed class AccessTests
{
    private const string Old = "old-key-of-24-characters";
    private const string New = "new-key-of-24-characters";

    [Theory]
    [InlineData("Authorization", "Bearer " + Old, HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer " + New, HttpStatusCode.OK)]
    [InlineData("X-Api-Key", New, HttpStatusCode.OK)]
    [InlineData("X-Api-Key", New + "x", HttpStatusCode.Unauthorized)]
    [InlineData("X-Api-Key", "", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", New, HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic " + New, HttpStatusCode.Unauthorized)]
    [InlineData("X-Nothing", "x", HttpStatusCode.Unauthorized)]
    public async Task Any_of_the_keys_opens_the_API(string header, string value, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync("Production", [Old, New]);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/calls");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.Unauthorized)
        {
            await response.ProblemAsync(status);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_API_asks_for_the_key_before_anything_else()
    {
        await using var host = await OperationsHost.StartAsync("Production", [New]);
        (string Method, string Path)[] all =
        [
            ("POST", "/api/calls"), ("GET", "/api/calls"), ("GET", "/api/calls/x"), ("GET", "/api/calls/x/journal"),
            ("POST", "/api/calls/x/hangup"), ("POST", "/api/calls/x/signals/y"),
        ];
        foreach (var (method, path) in all)
        {
            using var response = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            await response.ProblemAsync(HttpStatusCode.Unauthorized);
        }

        Assert.Empty(host.Router.Sent);
        Assert.Empty(host.Journal.Queries);
        Assert.NotEmpty(await host.Client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Wrong_keys_are_logged_and_held_back_and_the_right_one_opens_all_the_same()
    {
        await using var host = await OperationsHost.StartAsync("Production", [New]);
        var answers = new List<HttpStatusCode>();
        for (var n = 0; n < 30; n++)
        {
            using var wrong = await host.Client.SendAsync(With(New[..^2] + $"{n:00}"));
            answers.Add(wrong.StatusCode);
            Assert.True(wrong.StatusCode != HttpStatusCode.TooManyRequests || wrong.Headers.RetryAfter!.Delta <= TimeSpan.FromMinutes(1));
        }

        using var right = await host.Client.SendAsync(With(New));

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, ApiRefusals.Most), answers[..ApiRefusals.Most]);
        Assert.All(answers[ApiRefusals.Most..], a => Assert.Equal(HttpStatusCode.TooManyRequests, a));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        var lines = host.Log.Lines.Where(l => l.Level == LogLevel.Warning && l.Text.Contains("API key", StringComparison.Ordinal)).ToList();
        Assert.Equal(ApiRefusals.Most + 1, lines.Count);
        Assert.All(lines, l => Assert.Contains("127.0.0.1", l.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.Lines, l => l.Text.Contains(New[..^2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_are_counted_by_why()
    {
        await using var host = await OperationsHost.StartAsync("Production", [New]);
        var counted = new ConcurrentDictionary<string, int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "callgrains.api.refused" && host.IsOwn(instrument.Meter))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, (int)value, (_, before) => before + (int)value));
        listener.Start();

        for (var n = 0; n < ApiRefusals.Most + 3; n++)
        {
            (await host.Client.SendAsync(With("a-wrong-key-of-24-letters"))).Dispose();
        }

        (await host.Client.GetAsync("/api/calls")).Dispose();
        Assert.Equal(new Dictionary<string, int> { ["wrong_key"] = ApiRefusals.Most, ["too_many"] = 3, ["no_key"] = 1 }, counted.ToDictionary());
    }

    [Fact]
    public async Task What_is_done_with_a_key_says_whose_key_and_from_where()
    {
        await using var host = await OperationsHost.StartAsync("Production", [New], named: new() { ["ops"] = Old });
        foreach (var (key, path) in new[] { (Old, "hangup"), (New, "signals/paid"), (Old, "terminate") })
        {
            var request = With(key);
            (request.Method, request.RequestUri) = (HttpMethod.Post, new Uri($"/api/calls/c-1/{path}", UriKind.Relative));
            (await host.Client.SendAsync(request)).Dispose();
        }

        Assert.Equal(["key ops from 127.0.0.1", "key ApiKeys:0 from 127.0.0.1", "key ops from 127.0.0.1"], host.Router.Sent.Select(s => s.Message.By));
    }

    [Fact]
    public async Task Without_a_key_it_is_this_machines_user_who_asks()
    {
        await using var host = await OperationsHost.StartAsync();
        (await host.Client.PostAsync("/api/calls/c-1/hangup", null)).Dispose();
        Assert.Equal("this machine's user from 127.0.0.1", Assert.Single(host.Router.Sent).Message.By);
    }

    private static HttpRequestMessage With(string key) => new(HttpMethod.Get, "/api/calls") { Headers = { { "X-Api-Key", key } } };

    [Fact]
    public async Task Outside_Development_nothing_starts_without_a_key()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => OperationsHost.StartAsync("Production"));

        var fault = Assert.Single(refused.Failures);
        Assert.Contains("CallGrains:Operations:ApiKeys is empty", fault, StringComparison.Ordinal);
        Assert.Contains("CallGrains__Operations__ApiKeys__0", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a space in sixteen")]
    [InlineData("ümlauts-in-a-header")]
    public async Task A_key_that_is_weak_or_cannot_be_sent_is_refused_without_showing_it(string key)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => OperationsHost.StartAsync("Development", [New, key]));

        Assert.Contains("CallGrains:Operations:ApiKeys:1", Assert.Single(refused.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_without_a_key_the_API_is_open_to_this_machine_and_says_so()
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.GetAsync("/api/calls");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("CallGrains:Operations:ApiKeys", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("192.0.2.1", null)]
    [InlineData("127.0.0.1", "X-Forwarded-For")]
    [InlineData("127.0.0.1", "Forwarded")]
    [InlineData("127.0.0.1", "X-Real-IP")]
    [InlineData("127.0.0.1", "Via")]
    [InlineData("127.0.0.1", "CF-Connecting-IP")]
    [InlineData("127.0.0.1", "X-Forwarded-Host")]
    [InlineData("127.0.0.1", "X-Forwarded-Proto")]
    [InlineData("127.0.0.1", "Origin")]
    public async Task In_Development_without_a_key_nobody_else_gets_in(string remote, string? header)
    {
        await using var host = await OperationsHost.StartAsync(remote: IPAddress.Parse(remote));
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/calls");
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, "for=192.0.2.1");
        }

        using var response = await host.Client.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("evil.example.com", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.example.com", HttpStatusCode.Forbidden)]
    [InlineData("localhost:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task In_Development_without_a_key_only_names_of_this_machine_lead_in(string name, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/calls") { Headers = { Host = name } });

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_a_foreign_page_may_send_without_asking_is_refused(string type)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/calls/c-1/hangup") { Content = new StringContent("", null, type) });

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task In_Development_a_key_that_is_set_is_asked_for()
    {
        await using var host = await OperationsHost.StartAsync(keys: [New]);

        using var response = await host.Client.GetAsync("/api/calls");

        await response.ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Keys_are_compared_in_constant_time()
    {
        var calls = Calls.Of(typeof(ApiKeys).GetMethod(nameof(ApiKeys.Find))!).ToList();

        Assert.Contains(calls, c => c.Name == "FixedTimeEquals");
        Assert.DoesNotContain(calls, c => c.Name is "Equals" or "op_Equality" or "SequenceEqual" or "Contains" or "Any");
        Assert.Contains(Calls.Of(typeof(Secret).GetMethod(nameof(Secret.Matches))!), c => c.Name == "FixedTimeEquals");
    }
}
