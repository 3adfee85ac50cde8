namespace CallGrains.Analyzers.Tests;

/// <summary>CG0012: what a step may write, and what it may not.</summary>
public sealed class StepTests
{
    [Theory]
    [InlineData("var vip = false; await call.StepAsync(\"a\", () => { vip = true; return Task.CompletedTask; });")]
    [InlineData("var count = 0; await call.StepAsync(\"a\", async () => { await Task.Yield(); count++; });")]
    [InlineData("string? name = null; await call.StepAsync(\"a\", async () => name ??= await customers.NameOfAsync(\"\"));")]
    [InlineData("int x = 0, y = 0; await call.StepAsync(\"a\", () => { (x, _) = (1, y); return Task.CompletedTask; });")]
    [InlineData("var n = 0; await call.StepAsync(\"a\", () => Task.FromResult(int.TryParse(\"1\", out n)));")]
    [InlineData("var names = new List<string>(); await call.StepAsync(\"a\", async () => names.Add(await customers.NameOfAsync(\"\")));")]
    [InlineData("Dictionary<string, int> counts = []; await call.StepAsync(\"a\", () => { counts[\"x\"] = 1; return Task.CompletedTask; });")]
    [InlineData("var board = new int[3]; await call.StepAsync(\"a\", () => { board[1]++; return Task.CompletedTask; });")]
    [InlineData("var vip = false; await call.StepAsync(\"a\", LoadAsync); Task LoadAsync() { vip = true; return Task.CompletedTask; }")]
    [InlineData("var vip = false; await call.StepAsync(\"a\", () => LoadAsync()); Task LoadAsync() { vip = true; return Task.CompletedTask; }")]
    [InlineData("var vip = false; await call.StepAsync(\"a\", () => { new List<int> { 1 }.ForEach(_ => vip = true); return Task.CompletedTask; });")]
    [InlineData("await using var saga = call.BeginSaga(); var vip = false; await saga.StepAsync(\"a\", () => { vip = true; return Task.CompletedTask; }, undo: () => Task.CompletedTask);")]
    public async Task What_is_lost_on_replay(string code) => Assert.Equal("CG0012", await Compiled.RulesAsync(code));

    [Theory]
    [InlineData("var vip = await call.StepAsync(\"a\", async () => { var found = false; found = await customers.IsKnownAsync(\"\"); return found; });")]
    [InlineData("var n = 0; n++; new List<int> { 1 }.ForEach(x => n += x); await call.StepAsync(\"a\", () => Task.FromResult(n));")]
    [InlineData("await call.StepAsync(\"a\", async () => { var names = new List<string>(); names.Add(await customers.NameOfAsync(\"\")); return names; });")]
    [InlineData("await call.StepAsync(\"a\", () => LoadAsync()); async Task<int> LoadAsync() { var n = 0; n += await customers.CountAsync(\"\"); return n; }")]
    [InlineData("var vip = false; Grant(); void Grant() => vip = true;")]
    [InlineData("await using var saga = call.BeginSaga(); await saga.StepAsync(\"a\", () => customers.CountAsync(\"\"), undo: n => customers.CountAsync($\"{n}\")); saga.OnUndo(\"b\", () => Task.Delay(1)); saga.Complete();")]
    public async Task What_is_not(string code) => Assert.Equal("", await Compiled.RulesAsync(code));

    [Fact]
    public async Task Fields_of_a_script_are_its_own() => Assert.Equal("CG0012 CG0012 CG0012 CG0012", await Compiled.RulesAsync("""
        [Flow("example")]
        public sealed class Example(ICustomers customers, bool isVip) : CallScript
        {
            private string _name = "";
            private readonly List<string> _names = [];
            private int Count { get; set; }

            protected override async Task RunAsync(CallContext call)
            {
                _name = "before";
                await call.StepAsync("name", async () => _name = await customers.NameOfAsync(call.From));
                await call.StepAsync("vip", () => { isVip = true; return Task.CompletedTask; });
                await call.StepAsync("all", LoadAsync);
                await call.SpeakAsync($"{_name}{isVip}{Count}{_names.Count}");
            }

            private async Task LoadAsync()
            {
                Count = await customers.CountAsync("");
                await foreach (var name in customers.AllAsync()) { _names.Add(name); }
            }
        }
        """));

    [Fact]
    public async Task What_a_service_or_a_static_holds_outlives_the_script() => Assert.Equal("", await Compiled.RulesAsync("""
        public sealed class Book { public string Last { get; set; } = ""; public Dictionary<string, int> Counts { get; } = []; public static int All; }

        [Flow("example")]
        public sealed class Example(Book book) : CallScript
        {
            private readonly Book _book = book;

            protected override async Task RunAsync(CallContext call)
            {
                await call.StepAsync("note", () => { _book.Last = call.From; _book.Counts[call.From] = 1; Book.All++; return Task.CompletedTask; });
            }
        }
        """));
}
