namespace CallGrains.Analyzers.Tests;

/// <summary>
/// CG0013 and CG0014, hash codes, shared collections, and methods of other classes: what a script finds outside itself.
/// </summary>
public sealed class OutsideTests
{
    [Theory]
    [InlineData("CG0002", "_ = call.From.GetHashCode() % 4;")]
    [InlineData("CG0002", "_ = HashCode.Combine(1, 2);")]
    [InlineData("", "_ = 7.GetHashCode() + call.Now.GetHashCode();")]
    [InlineData("CG0013", "_ = File.ReadAllText(\"a\");")]
    [InlineData("CG0013", "File.AppendAllText(\"a\", \"b\");")]
    [InlineData("CG0013", "_ = Directory.Exists(\"a\");")]
    [InlineData("CG0013", "_ = new FileInfo(\"a\");")]
    [InlineData("CG0013", "using var file = new StreamReader(\"a\");")]
    [InlineData("CG0013", "_ = Environment.GetEnvironmentVariable(\"a\");")]
    [InlineData("CG0013", "_ = Environment.MachineName;")]
    [InlineData("CG0013", "_ = System.Net.Dns.GetHostName();")]
    [InlineData("", "_ = \"a\" + Environment.NewLine; _ = Path.Combine(\"a\", \"b\"); using var text = new StringReader(\"a\");")]
    [InlineData("", "await call.StepAsync(\"read\", () => Task.FromResult(File.ReadAllText(\"a\") + Environment.MachineName + \"a\".GetHashCode()));")]
    public async Task The_machine_and_its_seeds(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));

    [Fact]
    public async Task Services_that_answer_at_once_need_a_step() => Assert.Equal("CG0014 CG0014 CG0014", await Compiled.RulesAsync("""
        public interface IHours { bool IsOpen(); void Note(string number); }
        public sealed class Prices { public int Of(string item) => item.Length; [System.Diagnostics.Contracts.Pure] public string Spoken(int price) => $"{price} dollars"; }

        [Flow("example")]
        public sealed class Example(IHours hours, Prices prices) : CallScript
        {
            private readonly Prices _prices = prices;
            private readonly List<string> _asked = new();

            protected override async Task RunAsync(CallContext call)
            {
                if (!hours.IsOpen())
                {
                    hours.Note(call.From);
                }

                _asked.Add("tea");
                await call.SpeakAsync(_prices.Spoken(_prices.Of("tea")));
                await call.StepAsync("note", () => { hours.Note(call.From); return Task.CompletedTask; });
            }
        }
        """));

    [Fact]
    public async Task A_readonly_collection_that_anybody_changes_is_shared() => Assert.Equal("CG0007 CG0007 CG0007", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example : CallScript
        {
            private static readonly Dictionary<string, int> Tries = [];
            private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Seen = new();
            private static readonly List<string> Words = ["Hello", "again"];

            protected override async Task RunAsync(CallContext call)
            {
                Tries[call.From] = 1;
                await call.SpeakAsync($"{string.Join(" ", Words)} {Tries[call.From]} {Seen.Count}");
            }
        }
        """));

    [Fact]
    public async Task A_step_may_change_it_while_no_script_reads_it() => Assert.Equal("CG0007", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example : CallScript
        {
            private static readonly Dictionary<string, int> Tries = [];
            private static readonly Dictionary<string, int> Notes = [];

            protected override async Task RunAsync(CallContext call)
            {
                await call.StepAsync("count", () => { Tries[call.From] = 1; Notes.Add(call.From, 1); return Task.FromResult(Notes.Count); });
                await call.SpeakAsync($"{Tries.Count}");
            }
        }
        """));

    [Fact]
    public async Task A_clock_in_a_helper_of_another_class_is_shown_where_the_script_calls_it()
    {
        var found = await Compiled.DiagnosticsAsync("""
            public static class Greetings
            {
                public static string Say() => Part() + ".";
                private static string Part() => IsMorning ? "Good morning" : "Good day";
                private static bool IsMorning => DateTime.Now.Hour < 12;
                public static string Other(int hour) => hour < 12 ? "Good morning" : Other(hour - 12);
            }

            public sealed record Order(string Item) { public Guid Id() => Guid.NewGuid(); public string Name() => Item; }

            [Flow("example")]
            public sealed class Example : CallScript
            {
                protected override async Task RunAsync(CallContext call)
                {
                    await call.SpeakAsync(Greetings.Say() + Greetings.Other(call.Now.Hour));
                    var order = new Order("tea");
                    await call.SpeakAsync(order.Name() + order.Id());
                    await call.StepAsync("say", () => Task.FromResult(Greetings.Say()));
                }
            }
            """);
        Assert.Equal(["CG0001", "CG0002"], found.Select(d => d.Id));
        Assert.Contains("'Greetings.Say, by DateTime.Now'", found[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
