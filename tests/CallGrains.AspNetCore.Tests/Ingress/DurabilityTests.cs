using CallGrains.AspNetCore.Http.Tests;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Promise 1 at the endpoint: a 200 means durable, and a carrier that leaves changes nothing.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task The_200_comes_only_after_the_routers_task()
    {
        await using var host = await IngressHost.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var durable = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Router.Answer = address =>
        {
            asked.TrySetResult();
            return address.Id == "c-waits" ? durable.Task : Task.FromResult(new Receipt(Disposition.Accepted));
        };
        using var socket = await RawSocket.ConnectAsync(host.Address);
        await socket.SendAsync(RawSocket.Post(Requests.Plain, Requests.Answer("c-waits")));
        await asked.Task;

        // Later requests overtake it: were its answer not waiting for the router, it would have been sent by now.
        for (var i = 0; i < 20; i++)
        {
            using var other = await host.Client.PostAsync(Requests.Plain, Requests.Answer("c-other"));
            Assert.True(other.IsSuccessStatusCode);
        }

        Assert.False(socket.HasAnswer);
        durable.SetResult(new Receipt(Disposition.Accepted));
        var summary = await socket.ReadSummaryAsync();
        Assert.StartsWith("HTTP/1.1 200 ", summary, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_carrier_that_hangs_up_while_the_event_is_written_does_not_stop_the_writing()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await IngressHost.StartAsync(around: async (context, next) =>
        {
            using var registration = context.RequestAborted.Register(aborted.SetResult);
            await next(context);
            finished.SetResult();
        });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var durable = new TaskCompletionSource<Receipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Router.Answer = _ =>
        {
            asked.SetResult();
            return durable.Task;
        };
        var socket = await RawSocket.ConnectAsync(host.Address);
        await socket.SendAsync(RawSocket.Post(Requests.Plain, Requests.Answer()));
        await asked.Task;

        socket.Reset();
        await aborted.Task;
        Assert.False(finished.Task.IsCompleted);
        durable.SetResult(new Receipt(Disposition.Accepted));
        await finished.Task;

        Assert.False(Assert.Single(host.Router.Sent).Token.CanBeCanceled);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_carrier_that_vanishes_within_its_body_has_sent_nothing()
    {
        var finished = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await IngressHost.StartAsync(around: async (context, next) =>
        {
            begun.SetResult();
            await next(context);
            finished.SetResult(context.Response.StatusCode);
        });
        var socket = await RawSocket.ConnectAsync(host.Address);
        await socket.SendAsync(RawSocket.Post(Requests.Plain, Requests.Answer()).AsMemory(..^10));
        await begun.Task;

        socket.Reset();

        Assert.NotEqual(StatusCodes.Status500InternalServerError, await finished.Task);
        Assert.Empty(host.Router.Sent);
        Assert.Empty(host.Log.Errors);
    }
}
