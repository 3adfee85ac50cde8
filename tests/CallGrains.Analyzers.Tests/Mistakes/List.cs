namespace CallGrains.Analyzers.Tests.Mistakes;

/// <summary>
/// Thirty of them, in the order in which a flow is written: the class, its steps, its commands, its changes.
/// </summary>
internal static class List
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8), Later = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("No `[Flow]` at the class", """public sealed class Desk : CallScript { protected override Task RunAsync(CallContext call) => call.AnswerAsync(); }"""),
        new("Two classes of one name", """
            [Flow("desk")] public sealed class Desk : CallScript { protected override Task RunAsync(CallContext call) => call.AnswerAsync(); }
            [Flow("desk")] public sealed class Other : CallScript { protected override Task RunAsync(CallContext call) => call.AnswerAsync(); }
            """),
        new("A number bound to a flow that is not there", """await call.SpeakAsync("Hello.");""") { Options = o => o.Numbers["+15550100"] = "desk-2" },
        new("A service that is not registered", """
            public interface IBooks;
            [Flow("desk")] public sealed class Desk(IBooks books) : CallScript { protected override Task RunAsync(CallContext call) => call.SpeakAsync($"{books}"); }
            """),
        new("`RunAsync` returns null", """[Flow("desk")] public sealed class Desk : CallScript { protected override Task RunAsync(CallContext call) => null!; }"""),
        new("An exception before the first await", """
            [Flow("desk")] public sealed class Desk : CallScript
            {
                protected override Task RunAsync(CallContext call) => call.Args is null ? throw new InvalidOperationException("no args") : call.AnswerAsync();
            }
            """),
        new("An exception later on", """await call.SpeakAsync("Hello."); throw new InvalidOperationException("out of paper");"""),
        new("The call is never answered", """[Flow("desk")] public sealed class Desk : CallScript { protected override Task RunAsync(CallContext call) => call.SpeakAsync("Hello."); }"""),
        new("A service asked outside a step", """
            await crm.NoteAsync(call.From);
            await call.SpeakAsync("Noted.");
            await call.DelayAsync(TimeSpan.FromSeconds(20));
            """) { CrashesAfter = Soon },
        new("A service asked that answers at once", """await call.SpeakAsync(crm.IsOpen() ? "We are open." : "We are closed.");"""),
        new("A clock", """await call.SpeakAsync(DateTime.UtcNow.Year < 2000 ? "Good old days." : "Hello.");"""),
        new("An id by chance", """
            var order = Guid.NewGuid();
            await call.StepAsync("order", () => crm.NoteAsync(order == Guid.Empty ? "nobody" : "an order"));
            """),
        new("`Task.Delay`", """await Task.Delay(TimeSpan.FromSeconds(5)); await call.SpeakAsync("Still there?");""") { IsCompiledOnly = true },
        new("Another thread", """await Task.Run(() => crm.NoteAsync(call.From));""") { IsCompiledOnly = true },
        new("`ConfigureAwait(false)`", """await call.SpeakAsync("Hello.").ConfigureAwait(false); await call.SpeakAsync("Goodbye.");""") { IsCompiledOnly = true },
        new("A static that counts", """
            public static class Totals { public static int Calls { get; set; } }
            [Flow("desk")] public sealed class Desk : CallScript
            {
                protected override async Task RunAsync(CallContext call)
                {
                    await call.AnswerAsync();
                    var number = ++Totals.Calls;
                    await call.DelayAsync(TimeSpan.FromSeconds(20));
                    await call.SpeakAsync($"You were caller number {number}.");
                }
            }
            """) { CrashesAfter = Soon },
        new("A file read by the script", """await call.SpeakAsync(File.ReadAllText("/nowhere/greeting.txt"));"""),
        new("A step that writes a local", """
            var name = "stranger";
            await call.StepAsync("name", async () => { name = await crm.NameOfAsync(call.From); });
            await call.DelayAsync(TimeSpan.FromSeconds(20));
            await call.SpeakAsync($"Hello, {name}.");
            """) { CrashesAfter = Soon },
        new("A step that commands the call", """await call.StepAsync("greet", async () => await call.SpeakAsync("Hello."));"""),
        new("A step that throws", """
            await call.StepAsync("charge", () => Task.FromException(new InvalidOperationException("card declined")));
            await call.SpeakAsync("Thank you.");
            """),
        new("A step that takes too long", """
            await call.StepAsync("charge", () => Task.Delay(TimeSpan.FromHours(1), time), timeout: TimeSpan.FromSeconds(20));
            await call.SpeakAsync("Thank you.");
            """),
        new("A state that JSON loses", """
            public sealed class Keys { public List<string> Pressed { get; } = []; }
            [Flow("desk")] public sealed class Desk : CallFlow<Keys>
            {
                public override void OnIncomingCall(IncomingCallEvent e) => Call.Answer();
                public override void OnAnswer(AnswerEvent e) { State.Pressed.Add("1"); Call.StartTimer("later", TimeSpan.FromSeconds(20)); }
                public override void OnTimer(string name) { Call.Speak($"You pressed {State.Pressed.Count} keys."); }
            }
            """) { CrashesAfter = Soon },
        new("A field of a flow of handlers", """
            public sealed class Nothing;
            [Flow("desk")] public sealed class Desk : CallFlow<Nothing>
            {
                private string _name = "stranger";
                public override void OnIncomingCall(IncomingCallEvent e) => Call.Answer();
                public override void OnAnswer(AnswerEvent e) { _name = "Ada"; Call.StartTimer("later", TimeSpan.FromSeconds(20)); }
                public override void OnTimer(string name) { Call.Speak($"Hello, {_name}."); }
            }
            """) { CrashesAfter = Soon },
        new("Digits taken for granted", """
            var menu = await call.GatherAsync("Press a key.", maxDigits: 1);
            var number = int.Parse(menu.Digits);
            await call.SpeakAsync($"You pressed {number}.");
            """),
        new("A command in `finally`", """
            try { await call.SpeakAsync("A long story."); await call.DelayAsync(TimeSpan.FromSeconds(20)); await call.SpeakAsync("The end."); }
            finally { await call.SpeakAsync("Goodbye."); }
            """) { HangsUpAfter = Soon },
        new("A wrong number to transfer to", """await call.TransferAsync("support"); await call.SpeakAsync("Nobody is there.");"""),
        new("A sentence that is too long", """await call.SpeakAsync(new string('a', 1300));"""),
        new("A text to a withheld number", """
            await call.SpeakAsync("We text you.");
            await call.SendAsync(call.From, "Hello.");
            """) { From = "anonymous" },
        new("A loop that never rests", """while (true) await call.StepAsync("poll", () => Task.CompletedTask);""") { HangsUpAfter = Later },
        new("A step taken away under live calls", """
            await call.StepAsync("look up", () => crm.NameOfAsync(call.From));
            await call.DelayAsync(TimeSpan.FromSeconds(20));
            await call.SpeakAsync("Hello.");
            """)
        {
            CrashesAfter = Soon,
            Next = """
                await call.DelayAsync(TimeSpan.FromSeconds(20));
                await call.SpeakAsync("Hello.");
                """,
        },
    ];
}
