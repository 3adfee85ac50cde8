namespace CallGrains.Orleans.Tests;

public sealed class CallTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private readonly string _call = Events.NewCall();

    private FlowAddress Address => FlowAddress.Call(_call);

    [Fact]
    public async Task A_scripted_call_runs_through_grains_and_asks_a_grain_of_the_users_own()
    {
        var router = silos.Router;
        Assert.Equal(Disposition.Accepted, (await router.SendAsync(Address, Events.Incoming(_call, "desk"))).Disposition);
        await RunToSpeechAsync(router, router);
        var speak = await silos.Carrier.WhenSentAsync<SpeakCommand>(_call);
        Assert.Equal("team 2", ((SpeakCommand)speak.Command).Sentence);

        await EndAsync(router, speak);
        await AssertSentOnceAsync();
    }

    [Fact]
    public async Task Callbacks_may_come_to_either_silo_twice_and_count_once()
    {
        var (one, other) = (silos.RouterOf(0), silos.RouterOf(1));
        foreach (var callback in new[] { Events.Incoming(_call, "desk"), Events.Answer(_call) })
        {
            var receipts = await Task.WhenAll(one.SendAsync(Address, callback), other.SendAsync(Address, callback));
            Assert.Equal([Disposition.Accepted, Disposition.Duplicate], receipts.Select(r => r.Disposition).Order());
        }

        var gathered = Events.Gathered(_call, await silos.Carrier.WhenSentAsync<GatherCommand>(_call), "1");
        Assert.Equal(Disposition.Accepted, (await other.SendAsync(Address, gathered)).Disposition);
        Assert.Equal(Disposition.Duplicate, (await one.SendAsync(Address, gathered)).Disposition);

        await EndAsync(other, await silos.Carrier.WhenSentAsync<SpeakCommand>(_call));
        Assert.Equal(Disposition.Duplicate, (await one.SendAsync(Address, Events.HungUp(_call))).Disposition);
        await AssertSentOnceAsync();
    }

    [Fact]
    public async Task A_call_goes_on_where_it_stood_after_each_deactivation()
    {
        await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await DeactivateAsync();
        await silos.Router.SendAsync(Address, Events.Answer(_call));
        var gather = await silos.Carrier.WhenSentAsync<GatherCommand>(_call);
        await DeactivateAsync();
        await silos.Router.SendAsync(Address, Events.Gathered(_call, gather, "1"));
        var speak = await silos.Carrier.WhenSentAsync<SpeakCommand>(_call);
        await DeactivateAsync();
        await EndAsync(silos.Router, speak);

        Assert.True(silos.Journal.ReadsOf(Address) >= 4, "each deactivation must have been followed by a new activation");
        await AssertSentOnceAsync();
    }

    [Fact]
    public async Task A_slow_flow_does_not_delay_the_acknowledgement()
    {
        await silos.Router.SendAsync(Address, Events.Incoming(_call, "slow"));
        await silos.Router.SendAsync(Address, Events.Answer(_call));
        await silos.Gate.Entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // The flow's turn is blocked; the signal is durable all the same.
        var receipt = await silos.Router.SendAsync(Address, new Signal("s1", "news", null));
        Assert.Equal(Disposition.Accepted, receipt.Disposition);
        Assert.Contains(await silos.Journal.EntriesAsync(Address), e => e is SignalEntry { Id: "s1" });
        Assert.DoesNotContain(silos.Carrier.SentTo(_call), c => c is HangupCommand);

        silos.Gate.Leave.SetResult();
        await silos.Carrier.WhenSentAsync<HangupCommand>(_call);
    }

    [Fact]
    public async Task A_call_that_has_ended_leaves_memory_and_answers_when_asked_again()
    {
        await RunAllAsync();
        var reads = silos.Journal.ReadsOf(Address);
        await silos.WhenAbsentAsync(Address);

        var late = await silos.Router.SendAsync(Address, new HangUpRequest());
        Assert.Equal(Disposition.Late, late.Disposition);
        Assert.Equal(reads + 1, silos.Journal.ReadsOf(Address));
    }

    [Fact]
    public async Task An_activation_that_another_has_overtaken_goes_and_the_message_reaches_the_next()
    {
        await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        var summary = await silos.Journal.WhenAsync(Address, h => h.PendingEffects == 0, "the answer's outcome");
        var foreign = JournalFormat.Write(new CheckEntry { Sequence = summary.Sequence + 1, At = TimeProvider.System.GetUtcNow(), Through = summary.Sequence });
        await silos.Journal.AppendAsync(new JournalAppend(summary.Sequence, [foreign], summary with { Sequence = summary.Sequence + 1 }));

        await RunToSpeechAsync(silos.Router, silos.Router);
        await EndAsync(silos.Router, await silos.Carrier.WhenSentAsync<SpeakCommand>(_call));
        await AssertSentOnceAsync();
    }

    [Fact]
    public async Task A_grain_whose_append_failed_comes_back_by_itself_and_finds_what_it_had_sent()
    {
        var failed = 0;
        await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await silos.Journal.WhenAsync(Address, h => h.PendingEffects == 0, "the answer's outcome");
        silos.Journal.Fault = a => a.Address == Address && IsOutcome(a) && Interlocked.Exchange(ref failed, 1) == 0 ? new JournalUnavailableException("disk full") : null;
        await silos.Router.SendAsync(Address, Events.Answer(_call));
        await silos.Carrier.WhenSentAsync<GatherCommand>(_call);
        await silos.Journal.WhenAsync(Address, h => failed == 1 && h.PendingEffects == 0, "the gather's outcome, from a new activation");

        await EndAsync(silos.Router, await GatheredAsync());
        await AssertSentOnceAsync();

        static bool IsOutcome(JournalAppend append) => append.Entries.Any(e => e.Body.Span.IndexOf("\"kind\":\"outcome\""u8) >= 0);
    }

    private async Task RunAllAsync()
    {
        await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await RunToSpeechAsync(silos.Router, silos.Router);
        await EndAsync(silos.Router, await silos.Carrier.WhenSentAsync<SpeakCommand>(_call));
    }

    private async Task RunToSpeechAsync(ICallRouter one, ICallRouter other)
    {
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await one.SendAsync(Address, Events.Answer(_call));
        await other.SendAsync(Address, Events.Gathered(_call, await silos.Carrier.WhenSentAsync<GatherCommand>(_call), "2"));
    }

    private async Task<CommandRequest> GatheredAsync()
    {
        await silos.Router.SendAsync(Address, Events.Gathered(_call, await silos.Carrier.WhenSentAsync<GatherCommand>(_call), "2"));
        return await silos.Carrier.WhenSentAsync<SpeakCommand>(_call);
    }

    private async Task EndAsync(ICallRouter router, CommandRequest speak)
    {
        await router.SendAsync(Address, Events.Spoken(_call, speak));
        await silos.Carrier.WhenSentAsync<HangupCommand>(_call);
        await router.SendAsync(Address, Events.HungUp(_call));
        await silos.Journal.WhenAsync(Address, h => h.State == GrainState.Ended, "the call has ended");
    }

    /// <summary>
    /// Between two commands: one that is on its way would be in doubt, and an answer is then sent again.
    /// </summary>
    private async Task DeactivateAsync()
    {
        await silos.Journal.WhenAsync(Address, h => h.PendingEffects == 0, "the command's outcome");
        var reads = silos.Journal.ReadsOf(Address);
        await silos.Grains.GetGrain(Address).AsReference<global::Orleans.Core.Internal.IGrainManagementExtension>().DeactivateOnIdle();
        await silos.Grains.GetGrain(Address).WakeAsync();
        await silos.Journal.WhenReadAsync(Address, reads + 1);
    }

    private async Task AssertSentOnceAsync()
    {
        Assert.Equal(
            ["AnswerCommand", "GatherCommand", "SpeakCommand", "HangupCommand"],
            silos.Carrier.SentTo(_call).Select(c => c.GetType().Name));
        var summary = await silos.Journal.WhenAsync(Address, h => h.State == GrainState.Ended, "the call has ended");
        Assert.Null(summary.Fault);
    }
}
