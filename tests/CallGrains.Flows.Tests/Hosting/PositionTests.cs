using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>At which line of its source a flow stands.</summary>
public class PositionTests
{
    private static readonly FlowAddress Address = FlowAddress.Call("o-call");

    [Fact]
    public void It_is_the_line_of_the_await_and_of_the_authors_own_below_it() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Asks));
        await w.Process.Router.SendAsync(Address, new StartCall("asks", "+15550100", "+15550001", null));
        await w.Until(() => w.Carrier.Effects.Contains("gather First?"), "it asks");
        var first = await FindAsync(w);
        await w.CrashAsync();
        await w.Process.Router.SendAsync(Address, new Signal("s-1", "go", null));
        await w.Until(() => w.Summary(Address).Status == "waits", "it waits");
        var second = await FindAsync(w);
        await w.Process.Router.SendAsync(Address, new HangUpRequest());
        await w.Until(() => w.Summary(Address).Status == "over", "the call is over");
        var third = await FindAsync(w);
        await w.Ended(Address);

        Assert.Equal([("Asks.RunAsync", Asks.Lines["ask"]), ("Asks.AskAsync", Asks.Lines["gather"])], first.Select(p => (p.Method, p.Line)));
        Assert.All(first, p => Assert.EndsWith("PositionTests.cs", p.File, StringComparison.Ordinal));
        Assert.Equal([("Asks.RunAsync", Asks.Lines["wait"])], second.Select(p => (p.Method, p.Line)));
        Assert.Equal([("Asks.RunAsync", Asks.Lines["after"])], third.Select(p => (p.Method, p.Line)));
        Assert.Empty(await FindAsync(w));
    });

    [Fact]
    public void Nothing_is_known_of_a_flow_that_cannot_go_on() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
        };
        await w.StartAsync();
        await w.Process.Router.SendAsync(Address, new StartCall("script", "+15550100", "+15550001", null));
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is called");
        await w.Passes(TimeSpan.FromSeconds(10));
        Assert.Single(await FindAsync(w));
        w.Script = _ => throw new InvalidOperationException("mended badly");
        await w.CrashAsync();
        await w.Until(() => w.Summary(Address).Fault is not null, "it cannot be replayed");

        Assert.Empty(await FindAsync(w));
    });

    private static async Task<IReadOnlyList<SourcePosition>> FindAsync(World w)
    {
        var services = w.Process.Services;
        using var positions = new FlowPositions(w.Store, services.GetRequiredService<FlowRegistry>(), new WithReaders(services), TimeProvider.System);
        return await positions.FindAsync(Address, CancellationToken.None);
    }

    private sealed class WithReaders(IServiceProvider services) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(CallbackReaders) ? World.Readers : services.GetService(serviceType);
    }

    [Flow("asks")]
    private sealed class Asks : CallScript
    {
        public static Dictionary<string, int> Lines { get; } = [];

        protected override async Task RunAsync(CallContext call)
        {
            call.OnEnded(async c =>
            {
                c.SetStatus("over");
                Note("after");
                await c.DelayAsync(TimeSpan.FromSeconds(30));
            });
            await call.AnswerAsync();
            Note("ask");
            await AskAsync(call, "First?");
            call.SetStatus("waits");
            Note("wait");
            await call.WaitForSignalAsync<string>("never");
        }

        private static async Task AskAsync(CallContext call, string question)
        {
            var asked = call.StartGather(question, interDigitTimeout: TimeSpan.FromSeconds(30));
            Note("gather");
            await Task.WhenAny(asked.Completion, call.WaitForSignalAsync<string>("go"));
        }

        /// <summary>The line after this one.</summary>
        private static void Note(string name, [CallerLineNumber] int line = 0) => Lines[name] = line + 1;
    }
}
