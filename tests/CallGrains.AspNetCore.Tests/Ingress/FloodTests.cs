using System.Net;
using System.Net.Http.Headers;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>A source that is refused again and again is held back, and what proves who sends it is not.</summary>
public sealed class FloodTests
{
    private const int Most = 5;

    [Fact]
    public async Task Refusals_beyond_the_limit_are_answered_429_and_not_logged()
    {
        await using var host = await StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < Most + 3; i++)
        {
            using var answer = await host.Client.PostAsync("/callbacks/bandwidth/flows/none", Requests.Answer());
            statuses.Add(answer.StatusCode);
            Assert.Equal(i >= Most, answer.Headers.RetryAfter is not null);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, Most), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)], statuses);
        Assert.Equal(Most, host.Log.Lines.Count(l => l.Text.StartsWith("A callback of carrier", StringComparison.Ordinal)));
        Assert.Single(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Text.StartsWith($"More than {Most} callbacks from 127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_right_password_and_a_capability_URL_come_in_from_there_all_the_same()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < Most + 1; i++)
        {
            using var refused = await host.Client.PostAsync(Requests.Plain, Requests.Answer());
        }

        using var signed = await host.Client.PostAsync($"/callbacks/bandwidth/i/{IngressHost.Tokens.Create(FlowAddress.Call("c-1"), 0)}", Requests.Answer());
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, Requests.Plain) { Content = new StringContent(Requests.Answer(), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("bw:secret"u8));
        using var known = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task What_nobody_signs_is_not_even_read_from_there()
    {
        await using var host = await IngressHost.StartAsync(o => o.MostRefusedAMinute = Most);
        for (var i = 0; i < Most + 1; i++)
        {
            using var refused = await host.Client.PostAsync("/callbacks/nobody", Requests.Answer());
        }

        using var answer = await host.Client.PostAsync(Requests.Plain, Requests.Answer());
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task Of_what_proves_its_sender_and_no_flow_answers_only_so_many_are_kept()
    {
        await using var host = await IngressHost.StartAsync(o => o.MostUnclaimedAMinute = Most);
        host.Router.Answer = address => Task.FromResult(new Receipt(address == FlowAddress.Call("c-claimed") ? Disposition.Accepted : Disposition.Unclaimed));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < Most + 3; i++)
        {
            using var answer = await PostSignedAsync(host, $"c-{i}");
            statuses.Add(answer.StatusCode);
            Assert.Equal(i >= Most, answer.Headers.RetryAfter is not null);
        }

        using var claimed = await PostSignedAsync(host, "c-claimed");
        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, Most), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)], statuses);
        Assert.Equal(HttpStatusCode.OK, claimed.StatusCode);
        Assert.Equal([.. Enumerable.Repeat(false, Most), .. Enumerable.Repeat(true, 4)], host.Router.Sent.Select(s => s.Callback.IsSurplus));
        Assert.Single(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Text.StartsWith($"{Most} callbacks from 127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Zero_means_any_number()
    {
        await using var host = await IngressHost.StartAsync(o => (o.MostRefusedAMinute, o.MostUnclaimedAMinute) = (0, 0));
        host.Router.Answer = _ => Task.FromResult(new Receipt(Disposition.Unclaimed));
        for (var i = 0; i < 20; i++)
        {
            using var refused = await host.Client.PostAsync("/callbacks/nobody", Requests.Answer());
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            using var unclaimed = await PostSignedAsync(host, $"c-{i}");
            Assert.Equal(HttpStatusCode.OK, unclaimed.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> PostSignedAsync(IngressHost host, string call) =>
        host.Client.PostAsync($"/callbacks/bandwidth/i/{IngressHost.Tokens.Create(FlowAddress.Call(call), 0)}", Requests.Answer());

    private static Task<IngressHost> StartAsync() => IngressHost.StartAsync(o =>
    {
        o.MostRefusedAMinute = Most;
        o.Credentials = new BasicCredentials { User = "bw", Password = "secret" };
    });
}
