using System.Net;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>A grain that takes no more is not asked again for each event that a sender has.</summary>
public sealed class FullGrainsTests
{
    private static readonly FlowAddress Call = FlowAddress.Call("c-1");
    private static readonly OverloadedException Full = new("it is full", TimeSpan.FromSeconds(10)) { IsOfGrain = true };

    [Fact]
    public async Task The_next_event_of_the_kind_is_refused_at_the_ingress_and_others_go_on()
    {
        await using var host = await IngressHost.StartAsync();
        host.Router.Answer = _ => throw Full;

        using var first = await host.Client.PostAsync(Requests.Plain, Key(1));
        using var second = await host.Client.PostAsync(Requests.Plain, Key(2));
        host.Router.Answer = _ => Task.FromResult(new Receipt(Disposition.Accepted));
        using var another = await host.Client.PostAsync(Requests.Plain, """{"eventType":"incomingcall","callId":"c-1","from":"+15550123","to":"+15550100"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
        Assert.Equal(2, host.Router.Sent.Count);
    }

    [Fact]
    public async Task A_busy_process_is_asked_again()
    {
        await using var host = await IngressHost.StartAsync();
        host.Router.Answer = _ => throw new OverloadedException("busy", TimeSpan.FromSeconds(1));

        using var first = await host.Client.PostAsync(Requests.Plain, Key(1));
        using var second = await host.Client.PostAsync(Requests.Plain, Key(2));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(2, host.Router.Sent.Count);
    }

    [Fact]
    public void It_is_asked_again_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        var full = new FullGrains(time);
        var key = new DtmfEvent { CallId = "c-1", Digit = "1" };
        full.Note(Call, key, Full);

        Assert.Throws<OverloadedException>(() => full.ThrowIfFull(Call, key));
        time.Advance(TimeSpan.FromSeconds(10));
        full.ThrowIfFull(Call, key);
    }

    [Fact]
    public void So_many_are_remembered_and_no_more()
    {
        var time = new FakeTimeProvider();
        var full = new FullGrains(time);
        var key = new DtmfEvent { CallId = "c-1", Digit = "1" };
        for (var n = 0; n < 1000; n++)
        {
            full.Note(FlowAddress.Call($"c-{n}"), key, Full);
        }

        full.Note(FlowAddress.Call("c-late"), key, Full);
        full.ThrowIfFull(FlowAddress.Call("c-late"), key);
        time.Advance(TimeSpan.FromSeconds(10));
        full.Note(FlowAddress.Call("c-late"), key, Full);

        Assert.Throws<OverloadedException>(() => full.ThrowIfFull(FlowAddress.Call("c-late"), key));
    }

    private static string Key(int second) => $$"""{"eventType":"dtmf","callId":"c-1","dtmfDigit":"1","time":"2026-01-01T00:00:0{{second}}Z"}""";
}
