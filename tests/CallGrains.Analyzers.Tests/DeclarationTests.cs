namespace CallGrains.Analyzers.Tests;

/// <summary>CG0015 to CG0018: fields of handlers, async void, names.</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("CG0015", "private int _keys; public override void OnDtmf(DtmfEvent e) => _keys++;")]
    [InlineData("CG0015", "private int Keys { get; set; } public override void OnDtmf(DtmfEvent e) => Keys += 1;")]
    [InlineData("CG0015", "private readonly List<string> _keys = []; public override void OnDtmf(DtmfEvent e) => _keys.Add(e.Digit);")]
    [InlineData("CG0015", "private string? _key; public override void OnDtmf(DtmfEvent e) => Keep(e); private void Keep(DtmfEvent e) => _key = e.Digit;")]
    [InlineData("", "private readonly int _most = 3; public override void OnDtmf(DtmfEvent e) => State.Keys += _most;")]
    [InlineData("", "private readonly int _most; public Example() => _most = 3; public override void OnDtmf(DtmfEvent e) { var n = 0; n++; State.Keys = n + _most; }")]
    [InlineData("CG0016", "public override async void OnDtmf(DtmfEvent e) { await Task.Yield(); State.Keys++; }")]
    [InlineData("CG0016", "public override void OnDtmf(DtmfEvent e) => new List<int>().ForEach(async n => await Task.Yield());")]
    public async Task Handlers(string rule, string members) => Assert.Equal(rule, await Compiled.RulesAsync($$"""
        [Flow("example")]
        public sealed class Example : CallFlow<ExampleState> { {{members}} }
        public sealed class ExampleState { public int Keys { get; set; } }
        """));

    [Theory]
    [InlineData("CG0016", "Say(); async void Say() => await call.SpeakAsync(\"a\");")]
    [InlineData("CG0016", "Action say = async () => await call.SpeakAsync(\"a\"); say();")]
    [InlineData("", "Func<Task> say = async () => await call.SpeakAsync(\"a\"); await say();")]
    public async Task Scripts(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));

    [Theory]
    [InlineData("CG0017", "public sealed class Example : CallScript")]
    [InlineData("CG0017", "[Flow(\"Front Desk\")] public sealed class Example : CallScript")]
    [InlineData("CG0017", "[Flow(\"a\", Version = 0)] public sealed class Example : CallScript")]
    [InlineData("CG0018", "[Flow(\"other\")] public sealed class Example : CallScript")]
    [InlineData("CG0018", "[Flow(\"other\", Version = 1)] public sealed class Example : CallScript")]
    [InlineData("", "[Flow(\"other\", Version = 2)] public sealed class Example : CallScript")]
    [InlineData("", "public abstract class Example : CallScript")]
    public async Task Names(string rule, string declaration) => Assert.Equal(rule, await Compiled.RulesAsync($$"""
        {{declaration}} { protected override Task RunAsync(CallContext call) => call.SpeakAsync("a"); }
        [Flow("other")] public sealed class Another : CallScript { protected override Task RunAsync(CallContext call) => call.SpeakAsync("b"); }
        """));
}
