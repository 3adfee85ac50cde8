namespace CallGrains.Analyzers.Tests;

/// <summary>CG0001 to CG0005, CG0007 and CG0008: what is found, and where it is left alone.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("CG0001", "_ = DateTime.Now;")]
    [InlineData("CG0001", "_ = DateTime.Today;")]
    [InlineData("CG0001", "_ = DateTimeOffset.UtcNow;")]
    [InlineData("CG0001", "_ = TimeProvider.System.GetUtcNow();")]
    [InlineData("CG0001", "_ = time.GetUtcNow();")]
    [InlineData("CG0001", "_ = Environment.TickCount64;")]
    [InlineData("CG0001", "_ = System.Diagnostics.Stopwatch.StartNew();")]
    [InlineData("CG0001", "_ = new System.Diagnostics.Stopwatch();")]
    [InlineData("CG0002", "_ = Guid.CreateVersion7();")]
    [InlineData("CG0002", "_ = new Random().Next();")]
    [InlineData("CG0002", "_ = Random.Shared.Next();")]
    [InlineData("CG0002", "_ = Path.GetRandomFileName();")]
    [InlineData("CG0002", "_ = System.Security.Cryptography.RandomNumberGenerator.GetInt32(4);")]
    [InlineData("CG0002", "Func<Guid> make = Guid.NewGuid; _ = make();")]
    [InlineData("CG0003", "Thread.Sleep(1);")]
    [InlineData("CG0003", "await call.SpeakAsync(\"\").WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("CG0003", "using var soon = new CancellationTokenSource(5);")]
    [InlineData("CG0003", "using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));")]
    [InlineData("CG0004", "await Task.Factory.StartNew(() => 1);")]
    [InlineData("CG0004", "Parallel.For(0, 3, _ => { });")]
    [InlineData("CG0004", "ThreadPool.QueueUserWorkItem(_ => { });")]
    [InlineData("CG0004", "new Thread(() => { }).Start();")]
    [InlineData("CG0004", "await call.SpeakAsync(\"a\").ContinueWith(_ => { });")]
    [InlineData("CG0004", "call.SpeakAsync(\"a\").Wait();")]
    [InlineData("CG0004", "_ = new[] { 1 }.AsParallel().Sum();")]
    [InlineData("CG0005", "await call.SpeakAsync(\"a\").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("", "await call.SpeakAsync(\"a\").ConfigureAwait(true);")]
    [InlineData("", "await call.SpeakAsync(\"a\").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);")]
    [InlineData("", "_ = new Random(7).Next(); _ = nameof(DateTime.Now); _ = DateTime.UnixEpoch; await Task.Yield();")]
    [InlineData("CG0008", "await call.StepAsync(\"a\", () => call.DelayAsync(TimeSpan.Zero));")]
    [InlineData("CG0008", "var leg = call.StartDial(\"+1\"); await call.StepAsync(\"a\", async () => { await Task.Yield(); await leg.HangUpAsync(); });")]
    public async Task What_differs_from_run_to_run(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));

    [Fact]
    public async Task A_step_is_free_to_do_anything() => Assert.Equal("", await Compiled.RulesAsync("""
        await call.StepAsync("all", async () =>
        {
            await Task.Delay(5).ConfigureAwait(false);
            await Task.Run(() => DateTime.UtcNow);
            return await customers.CountAsync(call.From) + Random.Shared.Next();
        }, timeout: TimeSpan.FromSeconds(5));
        """));

    [Fact]
    public async Task Other_code_is_left_alone() => Assert.Equal("", await Compiled.RulesAsync("""
        public sealed class Service(ICustomers customers)
        {
            private static int _count;
            public async Task<string> NameAsync() => await customers.NameOfAsync($"{DateTime.UtcNow} {Guid.NewGuid()} {_count++}").ConfigureAwait(false);
        }
        """));

    [Fact]
    public async Task Methods_of_the_class_are_followed_but_not_into_a_step() => Assert.Equal("CG0001", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example(ICustomers customers) : CallScript
        {
            protected override async Task RunAsync(CallContext call)
            {
                await call.SpeakAsync(Greeting());
                await call.StepAsync("load", LoadAsync);
                await call.StepAsync("load", () => LoadAsync());
            }

            private string Greeting() => Hour() < 12 ? "Good morning." : "Good day.";
            private static int Hour() => DateTime.Now.Hour;
            private Task<string> LoadAsync() => customers.NameOfAsync(DateTime.Now.ToString());
        }
        """));

    [Fact]
    public async Task Local_functions_are_judged_by_who_calls_them() => Assert.Equal("CG0002", await Compiled.RulesAsync("""
        await call.StepAsync("id", IdAsync);
        await call.SpeakAsync(Other().ToString());
        Task<Guid> IdAsync() => Task.FromResult(Guid.NewGuid());
        Guid Other() => Guid.NewGuid();
        """));

    [Fact]
    public async Task Helpers_anywhere_that_take_the_context_are_scripts() => Assert.Equal("CG0001 CG0002", await Compiled.RulesAsync("""
        public static class Menus
        {
            public static Task GreetAsync(this CallContext call) => call.SpeakAsync(DateTime.Now.ToString());
            public static readonly Func<ThreadContext, Task> Reply = thread => thread.ReplyAsync(Guid.NewGuid().ToString());
        }
        """));

    [Fact]
    public async Task Classes_that_hold_the_context_are_scripts() => Assert.Equal("CG0001 CG0006", await Compiled.RulesAsync("""
        public sealed class Menu(CallContext call, ICustomers customers)
        {
            public async Task AskAsync()
            {
                await call.SpeakAsync(DateTime.Now.ToString());
                await customers.NoteAsync("");
            }
        }

        [Flow("example")]
        public sealed class Example(ICustomers customers) : CallScript
        {
            protected override Task RunAsync(CallContext call) => new Menu(call, customers).AskAsync();
        }
        """));

    [Fact]
    public async Task Fields_of_a_script_are_made_again_on_replay() => Assert.Equal("CG0001", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example : MessageScript
        {
            private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
            protected override Task RunAsync(ThreadContext thread) => thread.ReplyAsync($"{_began}");
        }
        """));

    [Fact]
    public async Task Statics_may_be_used_while_they_cannot_change() => Assert.Equal("CG0007 CG0007", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example : CallScript
        {
            private const int Most = 3;
            private static readonly string Word = "Hello";
            private static int _calls;
            private static string Greeting => Word;
            private static string Last { get; set; } = "";

            protected override async Task RunAsync(CallContext call)
            {
                await call.SpeakAsync($"{Greeting} {Most}{string.Empty}");
                _calls++;
                await call.SpeakAsync(Last);
                await call.StepAsync("count", () => Task.FromResult(_calls++));
            }
        }
        """));
}
