using CallGrains.Flows;

namespace CallGrains.Orleans.Tests;

/// <summary>A grain of the user's own, in the same silos.</summary>
[Alias("tests.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    [Alias("find")]
    Task<string> FindAsync(string digits);
}

public sealed class DirectoryGrain : Grain, IDirectoryGrain
{
    public Task<string> FindAsync(string digits) => Task.FromResult($"{this.GetPrimaryKeyString()} {digits}");
}

/// <summary>Asks a grain of the user's own, between a gather and a sentence.</summary>
[Flow("desk")]
public sealed class Desk(IGrainFactory grains) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Which team?", maxDigits: 1);
        var found = await call.StepAsync("ask", () => grains.GetGrain<IDirectoryGrain>("team").FindAsync(menu.Digits));
        await call.SpeakAsync(found);
        await call.HangUpAsync();
    }
}

/// <summary>Joins the conference of the caller's name, mutes itself, and says when it is out.</summary>
[Flow("room")]
public sealed class RoomDoor : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference(call.From).JoinAsync();
        await place.MuteAsync();
        await place.LeftAsync();
    }
}

/// <summary>Waits half an hour before it speaks.</summary>
[Flow("patient")]
public sealed class Patient : CallScript
{
    public static TimeSpan Delay { get; } = TimeSpan.FromMinutes(30);

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.DelayAsync(Delay);
        await call.SpeakAsync("Are you still there?");
    }
}

/// <summary>Blocks its turn on the answer until the test lets it go.</summary>
[Flow("slow")]
public sealed class Slow(SlowGate gate) : CallFlow<object>
{
    public override void OnAnswer(AnswerEvent e)
    {
        gate.Entered.TrySetResult();
        gate.Leave.Task.Wait(TimeSpan.FromSeconds(60));
        Call.Hangup();
    }
}

public sealed class SlowGate
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The old version, which all silos have.</summary>
[Flow("greeter")]
public sealed class GreeterOne : CallScript
{
    protected override Task RunAsync(CallContext call) => call.SpeakAsync("one");
}

/// <summary>The new version.</summary>
[Flow("greeter", Version = 2)]
public sealed class GreeterTwo : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.GatherAsync("Press a key.", maxDigits: 1);
        await call.SpeakAsync("two");
    }
}

/// <summary>A flow that came with the new program.</summary>
[Flow("newcomer")]
public sealed class Newcomer : CallScript
{
    protected override Task RunAsync(CallContext call) => call.SpeakAsync("new here");
}
