using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Orleans.Tests;

public sealed class SiloFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_goes_on_elsewhere_when_its_silo_ends_with_a_command_on_its_way(bool inOrder)
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        silos.Journal.HidesDue = true;
        var call = Events.NewCall();
        var address = FlowAddress.Call(call);
        await silos.Router.SendAsync(address, Events.Incoming(call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(call);
        await silos.Router.SendAsync(address, Events.Answer(call));
        var gather = await silos.Carrier.WhenSentAsync<GatherCommand>(call);
        await silos.Journal.WhenAsync(address, h => h.PendingEffects == 0, "the gather's outcome");

        // The sentence is being said, but the carrier's answer never arrives.
        silos.Carrier.Answering = (r, end) => r.Command is SpeakCommand ? new TaskCompletionSource().Task.WaitAsync(end) : Task.CompletedTask;
        await silos.Router.SendAsync(address, Events.Gathered(call, gather, "1"));
        var speak = await silos.Carrier.WhenSentAsync<SpeakCommand>(call);
        await silos.EndHostOfAsync(address, inOrder);

        await silos.Journal.WhenAsync(address, h => h.PendingEffects == 0, "the survivor finds that the sentence was said");
        await silos.Router.SendAsync(address, Events.Spoken(call, speak));
        await silos.Carrier.WhenSentAsync<HangupCommand>(call);
        await silos.Router.SendAsync(address, Events.HungUp(call));
        await silos.Journal.WhenAsync(address, h => h is { State: GrainState.Ended, Fault: null }, "the call has ended");
        Assert.Equal(
            ["AnswerCommand", "GatherCommand", "SpeakCommand", "HangupCommand"],
            silos.Carrier.SentTo(call).Select(c => c.GetType().Name));
    }

    [Fact]
    public async Task A_silo_that_stops_hands_its_calls_over_before_it_goes()
    {
        var gate = new StopGate();
        await using var silos = new TwoSilos { AddFlows = (_, services) => services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(gate) };
        await silos.InitializeAsync();
        silos.Journal.HidesDue = true;
        var call = Events.NewCall();
        var address = FlowAddress.Call(call);

        // The carrier answers a request of this silo never, and one of the other at once.
        var requests = 0;
        silos.Carrier.Answering = (_, end) => Interlocked.Increment(ref requests) == 1 ? new TaskCompletionSource().Task.WaitAsync(end) : Task.CompletedTask;
        await silos.Router.SendAsync(address, Events.Incoming(call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(call);
        var host = silos.HostOf(address);
        var stopping = silos.EndHostOfAsync(address, inOrder: true);
        try
        {
            await silos.Journal.WhenAsync(address, h => h.PendingEffects == 0, "the other silo has answered the call");
            Assert.False(stopping.IsCompleted);
            Assert.NotEqual(host, silos.HostOf(address));
        }
        finally
        {
            gate.Opened.SetResult();
        }

        await stopping;
    }

    [Fact]
    public async Task Callbacks_that_come_while_a_silo_dies_are_delivered_or_refused_but_never_lost()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var calls = Enumerable.Range(0, 40).Select(_ => Events.NewCall()).ToList();
        await Task.WhenAll(calls.Select(c => silos.Router.SendAsync(FlowAddress.Call(c), Events.Incoming(c, "desk"))));
        var killing = silos.EndHostOfAsync(FlowAddress.Call(calls[0]));

        var acknowledged = await Task.WhenAll(calls.Select(async c =>
        {
            try
            {
                return (await silos.Router.SendAsync(FlowAddress.Call(c), Events.Answer(c))).Disposition == Disposition.Accepted ? c : null;
            }
            catch (JournalUnavailableException)
            {
                return null;
            }
        }));
        await killing;

        foreach (var call in acknowledged.OfType<string>())
        {
            await silos.Carrier.WhenSentAsync<GatherCommand>(call);
            Assert.Single(silos.Carrier.SentTo(call), c => c is GatherCommand);
        }

        Assert.NotEmpty(acknowledged.OfType<string>());
    }

    /// <summary>Holds silos up when they stop, after they have handed over and before the others see them go.</summary>
    private sealed class StopGate : ILifecycleParticipant<ISiloLifecycle>
    {
        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe(nameof(StopGate), ServiceLifecycleStage.BecomeActive, _ => Task.CompletedTask, _ => Opened.Task);
    }
}
