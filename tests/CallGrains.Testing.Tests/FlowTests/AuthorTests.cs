using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

[Flow("sync-throw")]
internal sealed class SyncThrow : CallScript { protected override Task RunAsync(CallContext call) => throw new InvalidOperationException("synchronously"); }

[Flow("late-fault")]
internal sealed class LateFault : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        call.OnEnded(async c => { await c.DelayAsync(TimeSpan.FromHours(16)); });
        throw new InvalidOperationException("boom");
    }
}

[Flow("masked-fault")]
internal sealed class MaskedFault : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        call.OnEnded(_ => throw new ArgumentException("the second error"));
        call.OnEnded(c => c.SendAsync("+15550188", "the other after-call work"));
        throw new InvalidOperationException("the first error");
    }
}

[Flow("captured")]
internal sealed class Captured : CallScript
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

[Flow("keys")]
internal sealed class KeyFlow : CallFlow<KeyFlow.Keys>
{
    public sealed class Keys { public string All { get; set; } = ""; }
    public override void OnAnswer(AnswerEvent e) => Call.StartTimer("end", TimeSpan.FromSeconds(5));
    public override void OnDtmf(DtmfEvent e) => State.All += e.Digit;
    public override void OnTimer(string name) => Call.Speak("Keys: " + State.All);
}

[Flow("wrong-arguments")]
internal sealed class WrongArguments : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.GatherAsync("x", maxDigits: 0);          // the real adapter refuses it
        await call.SpeakAsync(new string('p', 1001));       // this too
        await call.SendAsync("garbage", "");                // and this
        await call.SpeakAsync("all taken");
    }
}

[Flow("next-day")]
internal sealed class NextDay : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        call.OnEnded(async c => { await c.DelayAsync(TimeSpan.FromHours(16)); await c.SendAsync(c.From, "Good morning."); });
    }
}

[Flow("waits")]
internal sealed class Waits : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        while (await call.WaitForSignalAsync<string>("go", TimeSpan.FromSeconds(10)) is null) { }
    }
}

[Flow("asks-queue")]
internal sealed class AsksQueue : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SignalAsync(FlowAddress.Thread("+15550120", "support"), "wait");
        await call.StepAsync("reached", () => { Reached++; return Task.CompletedTask; });
    }

    public static int Reached { get; set; }
}

[Flow("queue")]
internal sealed class Queue : MessageFlow<Queue.S> { public sealed class S { public int N { get; set; } } public override void OnSignal(string name, System.Text.Json.JsonElement? value) => State.N++; }

/// <summary>What an author of flows expects, as a new user wrote it down.</summary>
public sealed class AuthorTests
{
    [Fact]
    public async Task A_script_that_throws_synchronously_is_hung_up()
    {
        await using var phone = await FlowTest.Start<SyncThrow>();
        phone.ExpectsFailure("synchronously");
        var c = await phone.DialsAsync("+15550100");
        await c.IsHungUp();
    }

    [Fact]
    public async Task A_failure_is_told_at_once()
    {
        await using var phone = await FlowTest.Start<LateFault>();
        phone.ExpectsFailure("boom");
        var c = await phone.DialsAsync("+15550100");
        await c.IsHungUp();
        await phone.PassesAsync(TimeSpan.FromHours(1));
        Assert.Contains(c.Journal.OfType<DecisionEntry>(), d => d.Failure is not null);
    }

    [Fact]
    public async Task The_first_error_is_told_and_other_after_call_work_goes_on()
    {
        await using var phone = await FlowTest.Start<MaskedFault>();
        phone.ExpectsFailure("the first error");
        phone.ExpectsFailure("the second error");
        var c = await phone.DialsAsync("+15550100");
        await c.IsHungUp();
        await c.IsDone();
        Assert.Contains(c.Journal.OfType<DecisionEntry>(), d => d.Failure?.Contains("the first error") == true);
        await phone.Replies("+15550188", "the other after-call work");
    }

    [Fact]
    public async Task A_test_fails_when_its_flow_failed()
    {
        var e = await Record.ExceptionAsync(async () =>
        {
            await using var phone = await FlowTest.Start<MaskedFault>();
            var c = await phone.DialsAsync("+15550100");
            await c.IsHungUp();
            await c.IsDone();
        });
        Assert.NotNull(e);
    }

    /// <summary>Where the rules for flows run it does not compile (CG0012); here the fuzzer finds it.</summary>
    [Fact]
    public void What_a_step_wrote_to_a_local_survives_a_crash_or_does_not_compile() => Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<Captured>(seeds: 100));

    [Fact]
    public async Task The_same_key_twice_is_two_keys()
    {
        await using var phone = await FlowTest.Start<KeyFlow>();
        var c = await phone.DialsAsync("+15550100");
        await c.Presses("11");
        await c.Hears("Keys: 11");
    }

    [Fact]
    public async Task The_tests_carrier_refuses_what_the_real_adapter_refuses()
    {
        var phone = await FlowTest.Start<WrongArguments>();
        var c = await phone.DialsAsync("+15550100");
        var e = await Record.ExceptionAsync(() => c.Hears("all taken"));
        Assert.NotNull(e);
        Assert.Contains("MaxDigits is 0; write 1 to 30", e.Message, StringComparison.Ordinal);
    }

    [Fact] public void Work_of_the_next_day_can_be_fuzzed() => FlowFuzz.Run<NextDay>(seeds: 5);

    [Fact]
    public async Task A_wait_for_a_signal_ends_with_the_call()
    {
        await using var phone = await FlowTest.Start<Waits>();
        var c = await phone.DialsAsync("+15550100");
        await c.HangsUp();
        await c.IsDone();
    }

    [Fact]
    public void The_fuzzer_binds_numbers_of_other_flows()
    {
        AsksQueue.Reached = 0;
        FlowFuzz.Run<AsksQueue>(seeds: 100, services: s => s.AddFlow<Queue>("+15550120"), others: [typeof(Queue)]);
        Assert.True(AsksQueue.Reached > 0, "no run ever reached the queue, and the fuzzer said nothing");
    }
}
