namespace CallGrains.Analyzers.Tests;

/// <summary>CG0011: each kind of member, and what System.Text.Json itself makes of it.</summary>
public sealed class StateTests
{
    [Theory]
    [InlineData("public Action? Work { get; set; }")]
    [InlineData("public Task? Work { get; set; }")]
    [InlineData("public List<Task<int>> Work { get; set; } = [];")]
    [InlineData("public MemoryStream? Data { get; set; }")]
    [InlineData("public int[,]? Board { get; set; }")]
    [InlineData("public nint Handle { get; set; }")]
    [InlineData("public object? Any { get; set; }")]
    [InlineData("public (int A, int B) Pair { get; set; }")]
    [InlineData("public Dictionary<IntKey, int> Counts { get; set; } = [];")]
    [InlineData("public IDisposable? Lease { get; set; }")]
    [InlineData("public IShape? Shape { get; set; }")]
    [InlineData("public Abstract? Shape { get; set; }")]
    [InlineData("public Several? Shape { get; set; }")]
    [InlineData("public Hidden? Shape { get; set; }")]
    [InlineData("public Unmatched? Shape { get; set; }")]
    [InlineData("public Leg? Agent { get; set; }")]
    [InlineData("public int Score { get; private set; }")]
    [InlineData("public int Score { get; } = 3;")]
    [InlineData("internal int Score { get; set; }")]
    [InlineData("public int Score;")]
    public async Task Members_that_are_lost(string member) => Assert.Equal("CG0011", await Compiled.RulesAsync(State(member)));

    [Theory]
    [InlineData("public int Score { get; set; } public string? Name { get; init; } public DateTimeOffset? At { get; set; }")]
    [InlineData("public IList<string> Names { get; init; } = []; public Dictionary<string, List<Point>> Points { get; set; } = [];")]
    [InlineData("public Dictionary<DayOfWeek, int[]> Days { get; set; } = []; public int[][]? Board { get; set; } public byte[]? Bytes { get; set; }")]
    [InlineData("[JsonInclude] public int Score { get; private set; } [JsonInclude] public int Field; [JsonIgnore] public Action? Work { get; set; }")]
    [InlineData("public int Score { get; set; } public bool IsDone => Score > 3; private int _cache; public int Cache() => _cache++;")]
    [InlineData("public Point? Where { get; set; } public Node? Tree { get; set; } public Uri? Url { get; set; } public System.Text.Json.JsonElement? Json { get; set; }")]
    [InlineData("public Known? Shape { get; set; } public Marked? Other { get; set; }")]
    public async Task Members_that_are_kept(string members) => Assert.Equal("", await Compiled.RulesAsync(State(members)));

    [Theory]
    [InlineData("CG0011", "await call.StepAsync(\"pair\", () => Task.FromResult((1, 2)));")]
    [InlineData("CG0011", "await call.StepAsync(\"open\", () => Task.FromResult(File.OpenRead(\"a\")));")]
    [InlineData("CG0011", "await call.WaitForSignalAsync<Action>(\"go\");")]
    [InlineData("", "await call.StepAsync(\"pair\", () => Task.FromResult(new { A = 1, B = \"x\" }));")]
    [InlineData("", "await call.StepAsync(\"list\", () => Task.FromResult<IReadOnlyList<Guid>>([]));")]
    public async Task Results_of_steps_and_values_of_signals(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));

    [Fact]
    public async Task A_state_is_judged_where_it_is_named() => Assert.Equal("CG0011", await Compiled.RulesAsync("""
        public abstract class Common<T> : MessageFlow<T> where T : class, new();
        [Flow("first")]
        public sealed class First : Common<Kept>;
        [Flow("second")]
        public class Second : Common<Lost>;
        [Flow("third")]
        public sealed class Third : Second;
        public sealed class Kept { public int Score { get; set; } }
        public sealed class Lost { public int Score; }
        """));

    private static string State(string members) => $$"""
        [Flow("example")]
        public sealed class Example : CallFlow<ExampleState>;
        public sealed class ExampleState { {{members}} }
        public readonly record struct IntKey(int Value);
        public sealed record Point(int X, int Y);
        public sealed class Node { public List<Node> Children { get; set; } = []; }
        public interface IShape;
        public abstract class Abstract;
        public sealed class Several { public Several(int a) => A = a; public Several(string a, int b) => A = b; public int A { get; } }
        public sealed class Hidden { private Hidden() { } }
        public sealed class Unmatched(int other) { public int A { get; } = other; }
        [JsonDerivedType(typeof(Round), "round")] public abstract class Known;
        public sealed class Round : Known { public int Radius { get; set; } }
        public sealed class Marked { [JsonConstructor] public Marked(int a) => A = a; public Marked(string a) => A = a.Length; public int A { get; } }
        """;
}
