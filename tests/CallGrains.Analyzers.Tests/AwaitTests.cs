namespace CallGrains.Analyzers.Tests;

/// <summary>CG0006: which tasks are the call's own.</summary>
public sealed class AwaitTests
{
    [Theory]
    [InlineData("await customers.NoteAsync(call.From);")]
    [InlineData("_ = await customers.IsKnownAsync(call.From);")]
    [InlineData("var name = customers.NameOfAsync(call.From); await call.SpeakAsync(\"a\"); await name;")]
    [InlineData("await Task.WhenAll(call.SpeakAsync(\"a\"), customers.NoteAsync(\"\"));")]
    [InlineData("await Task.WhenAll([call.SpeakAsync(\"a\"), customers.NoteAsync(\"\")]);")]
    [InlineData("await Task.WhenAll(new[] { \"1\", \"2\" }.Select(n => customers.NoteAsync(n)));")]
    [InlineData("await (call.IsAnswered ? customers.NoteAsync(\"\") : Task.CompletedTask);")]
    [InlineData("await (await customers.IsKnownAsync(\"\") ? Task.CompletedTask : Task.CompletedTask);")]
    [InlineData("await foreach (var name in customers.AllAsync()) { }")]
    [InlineData("call.OnEnded(ended => customers.NoteAsync(ended.From));")]
    [InlineData("call.OnEnded(async ended => await customers.NoteAsync(ended.From));")]
    [InlineData("await File.ReadAllTextAsync(\"greeting.txt\");")]
    [InlineData("await LoadAsync(); Task LoadAsync() => customers.NoteAsync(\"\");")]
    public async Task Tasks_of_others_are_faults(string code) => Assert.Equal("CG0006", await Compiled.RulesAsync(code));

    [Theory]
    [InlineData("var leg = await call.DialAsync(\"+1\"); await leg.SpeakAsync(\"a\"); await leg.EndedAsync();")]
    [InlineData("var sound = call.StartSpeak(\"a\"); await sound.Completion; await sound.StopAsync();")]
    [InlineData("await call.StartCall(\"a\", \"+1\").Ended;")]
    [InlineData("await Task.WhenAny(new[] { \"1\", \"2\" }.Select(n => call.StartDial(n).Answering));")]
    [InlineData("var legs = new List<Task<Leg>> { call.DialAsync(\"+1\") }; await Task.WhenAll(legs);")]
    [InlineData("await Task.CompletedTask; await Task.FromResult(1); await ValueTask.CompletedTask;")]
    [InlineData("await (call.IsAnswered ? call.SpeakAsync(\"a\") : Task.CompletedTask);")]
    [InlineData("Func<Task> say = () => call.SpeakAsync(\"a\"); await say();")]
    [InlineData("call.OnEnded(ended => ended.StepAsync(\"note\", () => customers.NoteAsync(ended.From)));")]
    [InlineData("await SayAsync(\"a\"); Task SayAsync(string s) => call.SpeakAsync(s);")]
    [InlineData("var signal = await call.WaitForSignalAsync<string>(\"a\");")]
    public async Task Tasks_of_the_call_are_not(string code) => Assert.Equal("", await Compiled.RulesAsync(code));

    [Fact]
    public async Task Methods_that_are_given_the_context_or_a_leg_are_trusted() => Assert.Equal("", await Compiled.RulesAsync("""
        public static class Menus
        {
            public static async Task<string> AskAsync(this CallContext call) => (await call.GatherAsync("?")).Digits is "1" ? "yes" : "no";
            public static Task GreetAsync(Leg leg) => leg.SpeakAsync("Hello");
        }

        [Flow("example")]
        public sealed class Example : CallScript
        {
            protected override async Task RunAsync(CallContext call)
            {
                await call.AskAsync();
                await Menus.GreetAsync(await call.DialAsync("+1"));
                await HelpAsync(call);
            }

            private static async Task HelpAsync(CallContext call) => await call.SpeakAsync("Help");
        }
        """));

    [Fact]
    public async Task The_message_names_what_is_awaited()
    {
        var found = Assert.Single(await Compiled.DiagnosticsAsync("await customers.NoteAsync(call.From);"));
        Assert.Contains("ICustomers.NoteAsync(string)", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
