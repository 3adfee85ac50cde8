using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Fuzzing;

/// <summary>What a fuzz run says that it came to, and when it says that this is nothing.</summary>
public sealed class ReachTests
{
    [Fact]
    public void A_run_says_what_it_came_to()
    {
        var reach = FlowFuzz.Run<Support.MenuScript>(seeds: 60);

        Assert.Equal(60, reach.Seeds);
        Assert.True(reach.Flows.Single().Value >= 60);
        Assert.Contains(reach.Decisions, d => d.Key.StartsWith("menu-script: gather \"", StringComparison.Ordinal));
        Assert.Contains("1", reach.Keys.Keys);
        Assert.Contains("NORMAL_CLEARING", reach.Ends.Keys);
        Assert.Contains("60 seeds, ", reach.ToString(), StringComparison.Ordinal);
        Assert.Contains("flows begun", reach.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_step_wrote_elsewhere_is_missed_after_a_crash()
    {
        var failure = Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<Captured>(seeds: 100));

        Assert.Contains("remembers something that its journal does not", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Welcome, stranger.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Welcome, VIP.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flows_and_numbers_of_the_tests_own_services_are_used()
    {
        var reach = FlowFuzz.Run<AsksQueue>(seeds: 60, services: s => s.AddFlow<Queue>("+15550120"));

        Assert.True(reach.Flows["queue-of-signals"] > 0, reach.ToString());
        Assert.True(reach.Decisions["asks-queue: step 'reached'"] > 0, reach.ToString());
    }

    [Fact]
    public void Who_is_not_there_is_the_flows_own_mistake()
    {
        var failure = Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<AsksQueue>(seeds: 100));
        Assert.Contains("the flow of ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("failed: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unclaimed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_adapter_refuses_is_refused_to_the_fuzzer_too()
    {
        var failure = Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<TooLong>(seeds: 100));
        Assert.Contains("Sentence has 1001 characters; the carrier takes 1000: split it into several.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_come_to_nothing_fail()
    {
        var failure = Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<Unreached>(new FlowFuzzOptions { Seeds = 30, Entries = [FlowFuzzEntry.Dials<Support.MenuScript>(), FlowFuzzEntry.Dials<NeverAnswers>()] }));
        Assert.Contains("Flow 'never-answers' failed each time", failure.Message, StringComparison.Ordinal);
        Assert.Contains("30 seeds, ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_of_the_next_day_is_waited_for() =>
        Assert.Contains(FlowFuzz.Run<NextDay>(seeds: 3).Decisions.Keys, k => k.Contains("Good morning.", StringComparison.Ordinal));

    [Fact]
    public void Outbound_calls_have_arguments_people_have_words_and_pictures_and_signals_come()
    {
        var reach = FlowFuzz.Run<Survey>(new FlowFuzzOptions
        {
            Seeds = 80,
            Entries = [FlowFuzzEntry.IsCalled<Survey>(new { Name = "Ann" }), FlowFuzzEntry.Texts<Pictures>("+15550107")],
            Keys = ["7"],
            Words = ["look"],
            Speech = ["I liked it.", ""],
            Media = [new Uri("https://media.example.com/cat.png")],
            Signals = [new FlowFuzzSignal("discount", 20)],
        });

        Assert.Contains("survey-out: speak \"Hello Ann.\"", reach.Decisions.Keys);
        Assert.Contains("survey-out: speak \"You said: I liked it.\"", reach.Decisions.Keys);
        Assert.Contains("survey-out: speak \"You said nothing.\"", reach.Decisions.Keys);
        Assert.Contains("survey-out: speak \"You get 20 percent off.\"", reach.Decisions.Keys);
        Assert.Contains(reach.Decisions.Keys, k => k.StartsWith("pictures: text to ", StringComparison.Ordinal) && k.EndsWith("\"1 picture\"", StringComparison.Ordinal));
        Assert.Equal(["look"], reach.Texts.Keys);
        Assert.Contains("discount", reach.Signals.Keys);
        Assert.Contains("7", reach.Keys.Keys);
    }

    [Flow("captured")]
    private sealed class Captured : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            var vip = false;
            await call.AnswerAsync();
            await call.StepAsync("is vip", () => { vip = true; return Task.CompletedTask; });
            await call.GatherAsync("press", maxDigits: 1);
            await call.SpeakAsync(vip ? "Welcome, VIP." : "Welcome, stranger.");
        }
    }

    [Flow("asks-queue")]
    private sealed class AsksQueue : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SignalAsync(FlowAddress.Thread("+15550120", "support"), "wait");
            await call.StepAsync("reached", () => Task.CompletedTask);
        }
    }

    [Flow("queue-of-signals")]
    private sealed class Queue : MessageFlow<Queue.Seen>
    {
        public sealed class Seen
        {
            public int Signals { get; set; }
        }

        public override void OnSignal(string name, System.Text.Json.JsonElement? value) => State.Signals++;
    }

    [Flow("too-long")]
    private sealed class TooLong : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync(new string('p', 1001));
        }
    }

    [Flow("unreached")]
    private sealed class Unreached : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.AnswerAsync();
    }

    [Flow("never-answers")]
    private sealed class NeverAnswers : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.SpeakAsync("Nobody has answered yet.");
    }

    [Flow("next-day")]
    private sealed class NextDay : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            call.OnEnded(async c =>
            {
                await c.DelayAsync(TimeSpan.FromHours(16));
                await c.SendAsync(c.From, "Good morning.");
            });
        }
    }

    [Flow("survey-out")]
    private sealed class Survey : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync($"Hello {call.Args?.GetProperty("name").GetString()}.");
            await call.GatherAsync("How many stars?", maxDigits: 1);
            if (await call.WaitForSignalAsync<int?>("discount", TimeSpan.FromSeconds(20)) is { } discount)
            {
                await call.SpeakAsync($"You get {discount} percent off.");
            }

            var recording = await call.RecordAsync(maxDuration: TimeSpan.FromSeconds(5));
            if (recording.RecordingId is { } id)
            {
                var said = await call.TranscribeAsync(id);
                await call.SpeakAsync(string.IsNullOrEmpty(said.Text) ? "You said nothing." : $"You said: {said.Text}");
            }
        }
    }

    [Flow("pictures")]
    private sealed class Pictures : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var first = await thread.NextAsync();
            await thread.ReplyAsync(first is MmsEvent { Media.Count: 1 } ? "1 picture" : "no picture");
        }
    }
}
