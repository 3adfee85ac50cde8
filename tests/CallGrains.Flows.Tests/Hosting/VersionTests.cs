using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>A call stays on the version it began with; new calls get the newest.</summary>
public class VersionTests
{
    [Fact]
    public void A_new_version_lives_beside_the_calls_of_the_old_one() => World.Run(async w =>
    {
        await w.StartAsync(typeof(GreeterOne));
        var old = w.Carrier.Dials("greeter");
        await w.Settles();

        w.Process.Die();
        await w.StartAsync(typeof(GreeterTwo));
        var young = w.Carrier.Dials("greeter");
        await w.Ended(old);
        await w.Ended(young);

        Assert.Equal([1, 2], new[] { old, young }.Select(c => w.Summary(c.Address).FlowVersion));
        Assert.Equal(["answer", "speak one", "hangup"], Sent(w, old));
        Assert.Equal(["answer", "speak two", "hangup"], Sent(w, young));
    });

    [Fact]
    public void A_version_that_is_missing_is_a_clear_fault_and_nothing_is_lost() => World.Run(async w =>
    {
        await w.StartAsync(typeof(GreeterOne));
        var call = w.Carrier.Dials("greeter");
        await w.Settles();

        var before = w.Configure;
        w.Configure = services => services.AddFlow<GreeterTwo>();
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromSeconds(90));
        Assert.Equal(
            "call/c-1 began with flow 'greeter' version 1, which is not registered any more; registered are: greeter version 2. Register that version until its last call has ended.",
            w.Summary(call.Address).Fault);
        call.Press("1");
        await w.Until(() => w.Journal(call.Address).OfType<EventEntry>().Any(e => e.Event is DtmfEvent), "the journal goes on");
        Assert.DoesNotContain(w.Carrier.Requests, r => r.Command is SpeakCommand);

        w.Configure = before;
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(["answer", "speak one", "hangup"], w.Carrier.Effects);
        Assert.Null(w.Summary(call.Address).Fault);
    });

    private static IEnumerable<string> Sent(World w, FakeCall call) => w.Carrier.Requests.Where(r => r.CallId == call.Id).Select(r => r.Command switch
    {
        SpeakCommand speak => $"speak {speak.Sentence}",
        AnswerCommand => "answer",
        _ => "hangup",
    });
}

[Flow("greeter")]
internal sealed class GreeterOne : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.DelayAsync(TimeSpan.FromMinutes(1));
        await call.SpeakAsync("one");
    }
}

[Flow("greeter", Version = 2)]
internal sealed class GreeterTwo : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("two");
    }
}
