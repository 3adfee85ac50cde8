using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallGrains.Orleans.Tests;

/// <summary>
/// Whatever the grain throws arrives at the sender as itself, through a client and from another silo.
/// </summary>
public sealed class ErrorTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private readonly string _call = Events.NewCall();

    private FlowAddress Address => FlowAddress.Call(_call);

    private IEnumerable<ICallRouter> Routers => [silos.Router, silos.RouterOf(0), silos.RouterOf(1)];

    [Fact]
    public async Task A_journal_that_cannot_be_written()
    {
        silos.Journal.Fault = a => a.Address == Address ? new JournalUnavailableException("disk full") : null;
        foreach (var router in Routers)
        {
            var e = await Assert.ThrowsAsync<JournalUnavailableException>(() => router.SendAsync(Address, Events.Incoming(_call, "desk")));
            Assert.Equal("disk full", e.Message);
        }

        silos.Journal.Fault = _ => null;
        Assert.Equal(Disposition.Accepted, (await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"))).Disposition);
    }

    [Fact]
    public async Task A_journal_with_too_much_to_do()
    {
        silos.Journal.Fault = a => a.Address == Address ? new JournalOverloadedException(7) : null;
        foreach (var router in Routers)
        {
            var e = await Assert.ThrowsAsync<JournalOverloadedException>(() => router.SendAsync(Address, Events.Incoming(_call, "desk")));
            Assert.Equal(7, e.Limit);
        }
    }

    [Fact]
    public async Task A_journal_that_nobody_here_can_read()
    {
        var summary = new GrainSummary { Address = Address, Sequence = 1 };
        await silos.Journal.AppendAsync(new JournalAppend(0, [new StoredEntry(Encoding.UTF8.GetBytes("""{"kind":"event","v":99}"""), default)], summary));
        foreach (var router in Routers)
        {
            await Assert.ThrowsAsync<JournalFormatException>(() => router.SendAsync(Address, Events.Answer(_call)));
        }
    }

    [Fact]
    public async Task A_flow_that_does_not_exist()
    {
        foreach (var router in Routers)
        {
            var e = await Assert.ThrowsAsync<ArgumentException>(() => router.SendAsync(Address, new StartCall("nobody", Events.To, Events.From, null)));
            Assert.Contains("'nobody'", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task More_messages_than_may_wait_are_turned_away()
    {
        var router = new OrleansCallRouter(
            silos.Grains, Options.Create(new GrainOptions { MaxWaiting = 0 }), TimeProvider.System, NullLogger<OrleansCallRouter>.Instance);
        var e = await Assert.ThrowsAsync<OverloadedException>(() => router.SendAsync(Address, new HangUpRequest()));
        Assert.Equal(TimeSpan.FromSeconds(1), e.RetryAfter);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_the_wait_and_not_the_append()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.Journal.Delay = a => a.Address == Address && (entered.TrySetResult() || true) ? leave.Task : Task.CompletedTask;
        using var cancel = new CancellationTokenSource();
        var sending = silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"), cancel.Token);
        await entered.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        // Only what is acknowledged is acted on: the activation waited on.
        Assert.Empty(silos.Carrier.SentTo(_call));
        leave.SetResult();
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        Assert.Equal(1, silos.Journal.ReadsOf(Address));
    }

    [Fact]
    public async Task An_overload_of_the_grain_s_own_keeps_its_time()
    {
        silos.Journal.Fault = a => a.Address == Address ? new OverloadedException("full", TimeSpan.FromSeconds(3)) : null;
        var e = await Assert.ThrowsAsync<OverloadedException>(() => silos.Router.SendAsync(Address, Events.Incoming(_call, "desk")));
        Assert.Equal(("full", TimeSpan.FromSeconds(3)), (e.Message, e.RetryAfter));
    }
}
