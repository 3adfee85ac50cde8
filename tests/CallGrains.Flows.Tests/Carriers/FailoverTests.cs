namespace CallGrains.Flows.Tests.Carriers;

/// <summary>
/// Which carrier a call or a text goes to, and when it goes to another one: only when the first certainly did nothing,
/// and to each at most once.
/// </summary>
public sealed class FailoverTests
{
    [Fact]
    public void A_call_that_its_carrier_refuses_goes_to_the_next_and_stays_there() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = r => r.Command is CreateCallCommand ? ScriptedCarrier.Refused() : null;

        var call = await host.CallAsync();

        Assert.Equal(OutcomeStatus.Done, (await host.OutcomeAsync(call)).Status);
        Assert.Equal((1, 1), (host.One.Sent.Count, host.Two.Count<CreateCallCommand>()));
        var placed = Assert.IsType<CreateCallCommand>(host.Two.Sent[0].Command);
        Assert.Equal((TwoCarriers.Theirs, TwoCarriers.Callee), (placed.From, placed.To));
        Assert.Contains("/callbacks/two/", host.Two.Sent[0].CallbackUrl!.AbsoluteUri, StringComparison.Ordinal);
        var moved = Assert.Single((await host.JournalAsync(call)).OfType<AttemptEntry>());
        Assert.Equal(("two", "one did not take it: no The carrier will not."), (moved.Carrier, moved.Reason));

        await host.HearAsync(call, "two", new AnswerEvent { CallId = "two-1" });
        await world.Settles();
        await host.SendAsync(call, new HangUpRequest());
        await world.Settles();
        Assert.Equal((1, 1), (host.One.Sent.Count, host.Two.Count<SpeakCommand>()));
        Assert.Equal(0, host.One.Count<HangupCommand>());
    });

    [Fact]
    public void A_carrier_that_cannot_be_reached_is_not_waited_for() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = _ => ScriptedCarrier.NotSent();
        var before = world.Time.GetUtcNow();

        var outcome = await host.OutcomeAsync(await host.CallAsync());

        Assert.Equal((OutcomeStatus.Done, 2), (outcome.Status, outcome.Attempts));
        Assert.True(world.Time.GetUtcNow() - before < TimeSpan.FromSeconds(1));
    });

    [Theory]
    [InlineData(DeliveryPolicy.Observable)]
    [InlineData(DeliveryPolicy.Deduplicated)]
    [InlineData(DeliveryPolicy.NeverTwice)]
    public void A_request_in_doubt_is_never_given_to_another_carrier(DeliveryPolicy policy) => World.Run(async world =>
    {
        // First nobody knows; then nobody is there, or it is refused: none of that says that nothing has happened.
        foreach (var later in new Func<CarrierException>[] { ScriptedCarrier.NotSent, () => ScriptedCarrier.Refused() })
        {
            var host = new TwoCarriers(world);
            host.One.Policy = policy;
            host.One.Fails = r => host.One.Sent.Count == 1 ? ScriptedCarrier.InDoubt() : later();

            var outcome = await host.OutcomeAsync(await host.CallAsync());

            Assert.NotEqual(OutcomeStatus.Done, outcome.Status);
            Assert.Empty(host.Two.Sent);
        }
    });

    [Fact]
    public void Once_the_carrier_itself_says_that_nothing_happened_another_may_have_it() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Observes = ObservedEffect.DidNot;
        host.One.Fails = r => host.One.Sent.Count == 1 ? ScriptedCarrier.InDoubt() : ScriptedCarrier.Refused();

        var outcome = await host.OutcomeAsync(await host.CallAsync());

        Assert.Equal((OutcomeStatus.Done, 2, 1), (outcome.Status, host.One.Sent.Count, host.Two.Count<CreateCallCommand>()));
    });

    [Fact]
    public void When_no_carrier_takes_it_the_last_refusal_is_the_outcome_and_each_was_asked_once() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = _ => ScriptedCarrier.Refused("first");
        host.Two.Fails = _ => ScriptedCarrier.Refused("second");

        var outcome = await host.OutcomeAsync(await host.CallAsync());

        Assert.Equal((OutcomeStatus.Refused, "second", 2), (outcome.Status, outcome.Error!.Code, outcome.Attempts));
        Assert.Equal((1, 1), (host.One.Sent.Count, host.Two.Count<CreateCallCommand>()));
    });

    [Fact]
    public void A_call_that_names_its_carrier_goes_to_no_other() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.Two.Fails = _ => ScriptedCarrier.Refused();

        var outcome = await host.OutcomeAsync(await host.CallAsync("two"));

        Assert.Equal(OutcomeStatus.Refused, outcome.Status);
        Assert.Empty(host.One.Sent);
    });

    [Fact]
    public void A_text_goes_by_the_carriers_of_its_number_alone() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = r => r.Command is SendMessageCommand ? ScriptedCarrier.Refused() : null;
        var thread = FlowAddress.Thread(TwoCarriers.Ours, "+15550999");
        await host.SendAsync(thread, new Signal("t1", SignalNames.Text, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "Hello." })));
        Assert.Equal(OutcomeStatus.Refused, (await host.OutcomeAsync(thread)).Status);
        Assert.Empty(host.Two.Sent);

        var shared = FlowAddress.Thread(TwoCarriers.Shared, "+15550999");
        await host.SendAsync(shared, new Signal("t2", SignalNames.Text, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "Hello." })));
        Assert.Equal(OutcomeStatus.Done, (await host.OutcomeAsync(shared)).Status);
        Assert.Equal(1, host.Two.Count<SendMessageCommand>());

        var theirs = FlowAddress.Thread(TwoCarriers.Theirs, "+15550999");
        await host.SendAsync(theirs, new Signal("t3", SignalNames.Text, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "Hello." })));
        Assert.Equal(OutcomeStatus.Done, (await host.OutcomeAsync(theirs)).Status);
        Assert.Equal((2, 2), (host.One.Count<SendMessageCommand>(), host.Two.Count<SendMessageCommand>()));
    });

    [Fact]
    public void Who_has_stopped_texts_gets_none_by_another_carrier() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = _ => ScriptedCarrier.Refused("opted-out");
        var thread = FlowAddress.Thread(TwoCarriers.Shared, "+15550999");
        await host.SendAsync(thread, new Signal("t1", SignalNames.Text, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "Hello." })));

        Assert.True((await host.OutcomeAsync(thread)).IsOptedOut);
        Assert.Empty(host.Two.Sent);
    });

    [Fact]
    public void After_a_crash_the_carrier_that_has_the_call_is_asked_and_no_other() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        host.One.Fails = _ => ScriptedCarrier.Refused();
        host.Two.Hangs = true;
        var call = await host.CallAsync();
        await world.Settles();
        Assert.Equal((1, 1), (host.One.Sent.Count, host.Two.Count<CreateCallCommand>()));

        host.Two.Observes = ObservedEffect.Happened;
        await host.RestartAsync();
        var outcome = await host.OutcomeAsync(call);

        Assert.Equal((OutcomeStatus.Done, "two-found", true), (outcome.Status, outcome.ResourceId, outcome.Observed));
        Assert.Equal((1, 1, 0), (host.One.Sent.Count, host.Two.Count<CreateCallCommand>(), host.One.Asked));
    });

    [Fact]
    public void A_carrier_that_is_down_gets_no_new_calls_while_another_is_there() => World.Run(async world =>
    {
        var host = new TwoCarriers(world);
        for (var i = 0; i < 3; i++)
        {
            host.Health.Failed("one", ScriptedCarrier.NotSent());
        }

        Assert.Equal((false, true), (host.Health.Of("one").IsUp, host.Health.Of("two").IsUp));
        var call = await host.CallAsync();
        Assert.Equal(OutcomeStatus.Done, (await host.OutcomeAsync(call)).Status);
        Assert.Empty(host.One.Sent);
        Assert.Empty((await host.JournalAsync(call)).OfType<AttemptEntry>());
    });
}
