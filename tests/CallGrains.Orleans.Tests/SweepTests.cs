using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Orleans.Tests;

public sealed class SweepTests
{
    [Fact]
    public async Task A_timer_whose_owner_is_gone_fires_all_the_same()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        await silos.Journal.WhenSweptAsync(8);
        var call = await LeavePatientCallAsync(silos);

        await silos.Carrier.WhenSentAsync<SpeakCommand>(call);
        var entries = await silos.Journal.EntriesAsync(FlowAddress.Call(call));
        Assert.Single(entries, e => e is TimerEntry);
    }

    [Fact]
    public async Task A_cluster_that_starts_takes_up_every_call_that_is_not_settled()
    {
        await using var silos = new TwoSilos();
        var call = await LeaveCallMidCommandAsync(silos);
        await silos.InitializeAsync();

        // Nothing was due for an hour; answering is a command that may be repeated, and so it was.
        await silos.Journal.WhenAsync(FlowAddress.Call(call), h => h.PendingEffects == 0, "the command's outcome");
        Assert.Equal(["AnswerCommand", "AnswerCommand"], silos.Carrier.SentTo(call).Select(c => c.GetType().Name));
    }

    /// <summary>A call on a host of an hour ago, which stopped while the script waited.</summary>
    private static async Task<string> LeavePatientCallAsync(TwoSilos silos)
    {
        await using var host = Host(silos, new ShiftedTime(-2 * Patient.Delay));
        var router = host.GetRequiredService<ICallRouter>();
        var call = Events.NewCall();
        await router.SendAsync(FlowAddress.Call(call), Events.Incoming(call, "patient"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(call);
        await router.SendAsync(FlowAddress.Call(call), Events.Answer(call));
        await silos.Journal.WhenAsync(FlowAddress.Call(call), h => h is { PendingEffects: 0, Sequence: > 5 }, "the timer is journalled");
        return call;
    }

    /// <summary>A call on a host that stopped before it knew what became of its command.</summary>
    private static async Task<string> LeaveCallMidCommandAsync(TwoSilos silos)
    {
        await using var host = Host(silos, new ShiftedTime(TimeSpan.FromHours(1)));
        var call = Events.NewCall();
        silos.Carrier.Answering = (_, end) => new TaskCompletionSource().Task.WaitAsync(end);
        await host.GetRequiredService<ICallRouter>().SendAsync(FlowAddress.Call(call), Events.Incoming(call, "patient"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(call);
        await host.DisposeAsync();
        silos.Carrier.Answering = (_, _) => Task.CompletedTask;
        return call;
    }

    private static ServiceProvider Host(TwoSilos silos, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        silos.Configure(services, silos.Journal);
        // The flow that asks for it is registered here too, and never runs.
        services.AddSingleton<IGrainFactory>(_ => throw new NotSupportedException("This host has no silo."));
        services.AddCallGrains();
        return services.BuildServiceProvider();
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
