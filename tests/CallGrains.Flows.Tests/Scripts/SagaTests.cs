using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>What was done is undone, the last first, whatever ends the saga before it is complete.</summary>
public class SagaTests
{
    private const string Person = "+15550001";

    [Theory]
    [InlineData("")]
    [InlineData("charge")]
    [InlineData("hang up")]
    public async Task What_was_done_is_undone_the_last_first(string fails)
    {
        var desk = new Desk { Fails = fails };
        await using var phone = await FlowTest.Start<Trip>(s => s.AddSingleton(desk));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1");
        await (fails == "hang up" ? caller.HangsUp() : caller.Presses("1"));
        if (fails != "hang up")
        {
            await caller.Hears(fails.Length == 0 ? "Booked." : "Nothing is booked.");
        }

        await caller.IsDone();
        Assert.Equal(
            fails switch
            {
                "" => ["flight", "hotel", "charge"],
                "charge" => ["flight", "hotel", "charge", "-charge", "-hotel 7", "-flight"],
                _ => new[] { "flight", "hotel", "-hotel 7", "-flight" },
            },
            desk.Done);
    }

    [Fact]
    public async Task Crashes_lose_no_undo_and_undo_nothing_that_stays()
    {
        for (var at = 1; at <= 7; at++)
        {
            var desk = new Desk { Fails = "charge" };
            await using var phone = await FlowTest.Start<Trip>(s => s.AddSingleton(desk));
            var (count, crash) = (0, at);
            desk.Doing = () => count++ == crash ? phone.CrashesAsync() : Task.CompletedTask;
            var caller = await phone.DialsAsync("+15550100");
            await caller.Hears("Press 1");
            await phone.CrashesAsync();
            await caller.Presses("1");
            await phone.CrashesAsync();
            await caller.Hears("Nothing is booked.");
            await caller.IsDone();
            Assert.Equal(["flight", "hotel", "charge", "-charge", "-hotel 7", "-flight"], desk.Done.Distinct());
        }
    }

    [Fact]
    public async Task An_undo_that_fails_is_tried_again_and_noted_and_the_others_are_done()
    {
        var desk = new Desk { Fails = "charge", Broken = { ["-hotel 7"] = 10, ["-charge"] = 2 } };
        await using var phone = await FlowTest.Start<Trip>(s => s.AddSingleton(desk));
        phone.ExpectsFailure("undo hotel");
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1");
        await caller.Presses("1");
        await caller.Hears("Nothing is booked. Left: hotel");
        await caller.IsDone();

        Assert.Equal(3, desk.Done.Count(d => d == "-charge"));
        Assert.Equal(10, desk.Done.Count(d => d == "-hotel 7"));
        Assert.Equal("-flight", desk.Done[^1]);
        Assert.Contains(caller.Journal.OfType<DecisionEntry>(), d => d.Failure?.Contains("Step 'undo hotel' failed", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_stop_word_undoes_what_a_conversation_had_begun()
    {
        var desk = new Desk();
        await using var phone = await FlowTest.Start<Order>(s => s.AddSingleton(desk));
        await phone.TextsAsync(Person, "order");
        await phone.Replies(Person, "Sure?");
        await phone.CrashesAsync();
        await phone.TextsAsync(Person, "STOP");
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        await phone.TextsAsync(Person, "START");
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        await phone.TextsAsync(Person, "order");
        await phone.Replies(Person, "Sure?");
        await phone.TextsAsync(Person, "yes");
        await phone.Replies(Person, "Done.");

        Assert.Equal(["paper", "stamp", "-stamp", "-paper", "paper", "stamp"], desk.Done);
    }

    internal sealed class Desk
    {
        public string Fails { get; init; } = "";

        public Dictionary<string, int> Broken { get; } = [];

        public List<string> Done { get; } = [];

        public Func<Task> Doing { get; set; } = () => Task.CompletedTask;

        public async Task DoAsync(string what)
        {
            Done.Add(what);
            if (Broken.TryGetValue(what, out var times) && Done.Count(d => d == what) <= times)
            {
                throw new IOException($"{what} does not work");
            }

            await Doing();
            if (what == Fails)
            {
                throw new IOException($"{what} does not work");
            }
        }
    }

    [Flow("trip")]
    private sealed class Trip(Desk desk) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await using var saga = call.BeginSaga();
            try
            {
                await saga.StepAsync("flight", () => desk.DoAsync("flight"), undo: () => desk.DoAsync("-flight"));
                await saga.StepAsync("hotel", () => HotelAsync(), undo: room => desk.DoAsync($"-hotel {room}"));
                var sure = await call.GatherAsync("Press 1 to pay.", maxDigits: 1);
                if (sure.Digits != "1")
                {
                    return;
                }

                await saga.StepAsync("charge", () => desk.DoAsync("charge"), undo: () => desk.DoAsync("-charge"));
                saga.Complete();
            }
            catch (StepFailedException)
            {
                await saga.UndoAsync();
                await call.SpeakAsync($"Nothing is booked. Left: {string.Join(", ", saga.NotUndone)}");
                return;
            }

            await call.SpeakAsync("Booked.");
        }

        private async Task<int> HotelAsync()
        {
            await desk.DoAsync("hotel");
            return 7;
        }
    }

    [Flow("order")]
    private sealed class Order(Desk desk) : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.NextAsync();
            await using var saga = thread.BeginSaga();
            await saga.StepAsync("paper", () => desk.DoAsync("paper"), undo: () => desk.DoAsync("-paper"));
            await saga.StepAsync("stamp", () => desk.DoAsync("stamp"), undo: () => desk.DoAsync("-stamp"));
            await thread.ReplyAsync("Sure?");
            if ((await thread.NextAsync())?.Text == "yes")
            {
                saga.Complete();
                await thread.ReplyAsync("Done.");
            }
        }
    }
}
