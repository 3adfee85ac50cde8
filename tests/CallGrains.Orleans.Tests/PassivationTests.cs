namespace CallGrains.Orleans.Tests;

/// <summary>Grains of a silo that are passivated whenever they wait.</summary>
public sealed class PassivationTests : IAsyncLifetime
{
    private readonly TwoSilos _silos = new() { PassivateAfter = TimeSpan.Zero };
    private readonly string _call = Events.NewCall();

    private FlowAddress Address => FlowAddress.Call(_call);

    public ValueTask InitializeAsync() => _silos.InitializeAsync();

    public ValueTask DisposeAsync() => _silos.DisposeAsync();

    [Fact]
    public async Task A_call_is_passivated_between_all_that_happens_and_stays_where_it_is()
    {
        await _silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await _silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await _silos.WhenPassivatedAsync(Address);
        var home = _silos.HostOf(Address);
        await _silos.Router.SendAsync(Address, Events.Answer(_call));
        var gather = await _silos.Carrier.WhenSentAsync<GatherCommand>(_call);
        await _silos.WhenPassivatedAsync(Address);
        await _silos.Router.SendAsync(Address, Events.Gathered(_call, gather, "2"));
        var speak = await _silos.Carrier.WhenSentAsync<SpeakCommand>(_call);
        await _silos.WhenPassivatedAsync(Address);
        await _silos.Router.SendAsync(Address, Events.Spoken(_call, speak));
        await _silos.Carrier.WhenSentAsync<HangupCommand>(_call);

        Assert.Same(home, _silos.HostOf(Address));
        Assert.True(_silos.Journal.ReadsOf(Address) >= 4, "each passivation must have been followed by a reading");
        await _silos.Router.SendAsync(Address, Events.HungUp(_call));
        await _silos.WhenAbsentAsync(Address);
        Assert.Equal(["AnswerCommand", "GatherCommand", "SpeakCommand", "HangupCommand"], _silos.Carrier.SentTo(_call).Select(c => c.GetType().Name));
        Assert.DoesNotContain(await _silos.Journal.EntriesAsync(Address), e => e is CheckEntry);
    }

    [Fact]
    public async Task A_passivated_call_whose_silo_dies_is_taken_up_by_the_other()
    {
        await _silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await _silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await _silos.WhenPassivatedAsync(Address);
        var reads = _silos.Journal.ReadsOf(Address);
        await _silos.EndHostOfAsync(Address);
        await _silos.Journal.WhenReadAsync(Address, reads + 1);

        await _silos.Router.SendAsync(Address, Events.Answer(_call));
        await _silos.Carrier.WhenSentAsync<GatherCommand>(_call);

        Assert.Equal(["AnswerCommand", "GatherCommand"], _silos.Carrier.SentTo(_call).Select(c => c.GetType().Name));
    }

    [Fact]
    public async Task A_silo_that_stops_leaves_a_passivated_call_to_the_other()
    {
        await _silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        await _silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await _silos.WhenPassivatedAsync(Address);
        await _silos.EndHostOfAsync(Address, inOrder: true);

        await _silos.Router.SendAsync(Address, Events.Answer(_call));
        await _silos.Carrier.WhenSentAsync<GatherCommand>(_call);

        Assert.Equal(["AnswerCommand", "GatherCommand"], _silos.Carrier.SentTo(_call).Select(c => c.GetType().Name));
    }
}
