using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>What a flow says of itself stands in its grain's line of the index.</summary>
public class StatusTests
{
    [Fact]
    public void A_scripts_status_and_result_are_kept_and_outlive_a_crash() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.SetStatus("waits for an agent");
            await call.WaitForSignalAsync<string>("agent");
            call.SetStatus("done");
            call.SetResult(new { Place = 2 });
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).Status == "waits for an agent", "it says how it stands");
        await w.CrashAsync();
        await w.Process.Router.SendAsync(call.Address, new Signal("1", "agent", null));
        await w.Ended(call);

        Assert.Equal(("done", """{"place":2}"""), (w.Summary(call.Address).Status, w.Summary(call.Address).Result));
        Assert.Equal(["waits for an agent", "done"], w.Journal(call.Address).OfType<DecisionEntry>().Select(d => d.Status).OfType<string>());
        Assert.True(Replay.Of(w, call.Address).Completed);
    });

    [Fact]
    public void Too_much_is_refused_where_it_is_said() => World.Run(async w =>
    {
        w.Script = call =>
        {
            Assert.Throws<ArgumentException>(() => call.SetStatus(new string('x', 101)));
            Assert.Throws<ArgumentException>(() => call.SetResult(new string('x', 8000)));
            return Task.CompletedTask;
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        Assert.Null(w.Summary(call.Address).Fault);
    });

    [Fact]
    public void A_handler_says_it_too_and_a_snapshot_keeps_it() => World.Run(async w =>
    {
        w.Configure = s => s.AddFlow<Counts>().Configure<GrainOptions>(o => o.CompactAfter = 4);
        await w.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            w.Carrier.Desk.Texts($"text {i}", "counts");
            await w.Settles();
        }

        var thread = FlowAddress.Thread("+15550105", "+15550001");
        await w.CrashAsync();
        w.Carrier.Desk.Texts("STOP", "counts");
        await w.Until(() => w.Journal(thread).OfType<SnapshotEntry>().Any(), "a snapshot is written");
        Assert.Equal(("5 texts", "5"), (w.Summary(thread).Status, w.Summary(thread).Result));
    });

    [Flow("counts")]
    private sealed class Counts : MessageFlow<Counts.Seen>
    {
        internal sealed class Seen
        {
            public int Texts { get; set; }
        }

        public override void OnMessage(MessageEvent e)
        {
            State.Texts++;
            Thread.SetStatus($"{State.Texts} texts");
            Thread.SetResult(State.Texts);
        }
    }
}
