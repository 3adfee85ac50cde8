using System.Text.Json;
using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Promise 5: two activations of one grain cannot both write, and nothing is done twice.</summary>
public sealed class ConcurrentHostTests
{
    [Theory]
    [InlineData("menu-script")]
    [InlineData("menu-handlers")]
    public void Two_processes_on_one_call_do_everything_once(string flow) => World.Run(async w =>
    {
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        var first = await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));
        var second = w.NewProcess();
        await second.Host.RecoverAsync();
        HostProcess[] both = [first, second];
        w.Route = number => both[number % 2];

        var call = w.Carrier.Dials(flow, "2");
        await w.Ended(call);

        Assert.Equal(["answer", "speak Welcome.", "gather Press 2 for an agent.", "transfer +15550199"], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void Three_processes_that_take_over_at_once_place_a_call_once() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        w.Carrier.Fault = (n, _) => n == 1 ? RequestFault.CrashBefore : RequestFault.None;
        await w.StartAsync();
        var address = FlowAddress.Call("o-1");
        await w.Process.Router.SendAsync(address, new StartCall("script", "+15550100", "+15550001", null));
        await w.Until(() => w.Process.IsDead, "the crash");

        HostProcess[] rivals = [w.NewProcess(), w.NewProcess(), w.NewProcess()];
        await Task.WhenAll(rivals.Select(r => r.Host.RecoverAsync()));
        await w.StartAsync();
        await w.Ended(address);

        Assert.Equal(["call +15550001", "hangup"], w.Carrier.Effects);
        Assert.Single(w.Journal(address).OfType<OutcomeEntry>(), o => o.Operation == 1);
    });

    [Fact]
    public void A_command_that_was_turned_away_is_not_sent_by_one_who_has_lost_the_grain() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        };
        w.Carrier.Fault = (n, _) => n is >= 2 and <= 4 ? RequestFault.TurnedAway : RequestFault.None;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Requests.Count == 2, "the first try");
        var rival = w.NewProcess();
        await rival.Host.SendAsync(call.Address, new Signal("1", "hello", null));
        await w.Ended(call);

        Assert.Equal(["answer", "speak Hello.", "hangup"], w.Carrier.Effects);
        Assert.NotEmpty(w.Journal(call.Address).OfType<AttemptEntry>());
    });

    [Fact]
    public void A_command_whose_decision_took_long_to_write_is_not_sent_by_one_who_has_lost_the_grain() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromSeconds(1));
            await call.SendDtmfAsync("1");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        w.Process.Journal.Slowness = () => w.Journal(call.Address).OfType<TimerEntry>().Any() ? (TimeSpan.Zero, TimeSpan.FromSeconds(3)) : default;

        await w.Until(() => w.Exists(call.Address) && w.Journal(call.Address).OfType<DecisionEntry>().SelectMany(d => d.Items).Count() == 3, "the tones are decided");
        var rival = w.NewProcess();
        await rival.Host.RecoverAsync();
        await w.Ended(call);

        // The rival found them in doubt, and tones in doubt are not sent: so nobody may.
        Assert.Equal(["answer", "hangup"], w.Carrier.Effects);
        Assert.Single(w.Journal(call.Address).OfType<OutcomeEntry>(), o => o.Outcome.Status == OutcomeStatus.Unknown);
    });

    [Fact]
    public void The_loser_reads_the_journal_again_and_its_message_is_not_lost() => World.Run(async w =>
    {
        var got = new List<string?>();
        w.Script = async call =>
        {
            got.Add(await call.WaitForSignalAsync<string>("a"));
            got.Add(await call.WaitForSignalAsync<string>("a"));
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Settles();
        var rival = w.NewProcess();

        Assert.Equal(Disposition.Accepted, (await rival.Host.SendAsync(call.Address, Signal("1"))).Disposition);
        Assert.Equal(Disposition.Duplicate, (await w.Process.Router.SendAsync(call.Address, Signal("1"))).Disposition);
        Assert.Equal(Disposition.Accepted, (await w.Process.Router.SendAsync(call.Address, Signal("2"))).Disposition);
        await w.Ended(call);

        Assert.Equal(["1", "2"], got[^2..]);
        Assert.Equal(2, w.Journal(call.Address).OfType<SignalEntry>().Count());

        static Signal Signal(string id) => new(id, "a", JsonSerializer.SerializeToElement(id));
    });

    [Fact]
    public void What_was_written_after_a_lost_append_is_lost_too_even_where_its_number_fits() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Counts));
        var call = w.Carrier.Dials("counts");
        await w.Settles();
        var rival = w.NewProcess();
        rival.Journal.Fault = (_, _) => AppendFault.CrashAfter;
        var gate = new TaskCompletionSource();
        w.Process.Journal.Gate = gate.Task;

        // The signal and the decision on it wait; meanwhile the rival writes just one entry, so the decision's number
        // fits.
        var mine = w.Process.Router.SendAsync(call.Address, new Signal("mine", "count", JsonSerializer.SerializeToElement(1)));
        await w.Settles();
        _ = rival.Host.SendAsync(call.Address, new Signal("its", "count", JsonSerializer.SerializeToElement(10)));
        await w.Until(() => rival.IsDead, "the rival has written");
        gate.SetResult();

        Assert.Equal(Disposition.Accepted, (await mine).Disposition);
        await w.Settles();
        Assert.Equal(11, w.Journal(call.Address).OfType<DecisionEntry>().Last().State?.GetProperty("count").GetInt32());
    });

    [Fact]
    public void A_command_waits_until_the_outcome_of_the_one_before_is_durable() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await Task.WhenAll(call.SendDtmfAsync("1"), call.SendDtmfAsync("2"));
        };
        await w.StartAsync();
        w.Process.Journal.Fault = (_, append) => w.Carrier.Effects.Contains("dtmf 1") && !w.Carrier.Got<HangupCommand>() && w.Process.Journal.Count < 8 ? AppendFault.Refused : AppendFault.None;

        await w.Ended(w.Carrier.Dials());

        Assert.Equal(["answer", "dtmf 1", "dtmf 2", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void Nothing_is_sent_before_it_is_durable() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();
        var gate = new TaskCompletionSource();
        var call = w.Carrier.Dials();
        w.Process.Journal.Gate = gate.Task;
        await w.Settles();
        Assert.Empty(w.Carrier.Requests);
        Assert.Empty(w.Carrier.Acknowledged);

        gate.SetResult();
        await w.Ended(call);

        Assert.Equal(["answer", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public async Task Rivals_on_real_threads_keep_one_history()
    {
        await World.RunOnThreadsAsync(async w =>
        {
            await w.StartAsync(typeof(Counts));
            HostProcess[] both = [w.Process, w.NewProcess()];
            var call = w.Carrier.Dials("counts");
            await w.Until(() => w.Carrier.Acknowledged.Count == 1, "the call has begun");

            await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (n, _) =>
                await SignalAsync(both[n % 2].Host, call.Address, new Signal($"{n}", "count", null)));
            w.Time.Advance(TimeSpan.FromSeconds(2));
            await w.Until(() => w.Journal(call.Address).OfType<DecisionEntry>().LastOrDefault()?.State?.GetProperty("count").GetInt32() == 200, "all are counted");

            Replay.Of(w, call.Address);
        });
    }

    /// <summary>As the ingress' clients do: sends again when told that it was not taken.</summary>
    private static async Task SignalAsync(GrainHost host, FlowAddress address, Signal signal)
    {
        while (true)
        {
            try
            {
                await host.SendAsync(address, signal);
                return;
            }
            catch (JournalUnavailableException)
            {
                // Sent again.
            }
        }
    }
}

/// <summary>Adds up what signals carry, one for nothing.</summary>
[Flow("counts")]
internal sealed class Counts : CallFlow<Counted>
{
    public override void OnIncomingCall(IncomingCallEvent e)
    {
    }

    public override void OnSignal(string name, JsonElement? value) => State.Count += value?.GetInt32() ?? 1;
}

internal sealed class Counted
{
    public int Count { get; set; }
}
