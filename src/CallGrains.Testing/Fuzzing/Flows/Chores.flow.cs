using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>Steps, waits, signals with a limit, tones, recording, texts, and work after the call.</summary>
[Flow(Name)]
internal sealed class Chores(StepCounter steps) : CallScript
{
    public const string Name = "chores";
    public const string Signal = "go";

    protected override async Task RunAsync(CallContext call)
    {
        call.OnEnded(AfterwardsAsync);
        await call.AnswerAsync();
        await call.StepAsync("first", steps.RunAsync);
        await Task.WhenAll(call.SendDtmfAsync("1"), call.SendDtmfAsync("2"));
        var go = await call.WaitForSignalAsync<int?>(Signal, TimeSpan.FromSeconds(8));
        if (go is not null)
        {
            await call.StepAsync("second", steps.RunAsync);
        }

        await call.DelayAsync(TimeSpan.FromSeconds(2));
        var music = call.StartPlay(new Uri("https://example.com/hold.mp3"), loop: true);
        await call.StepAsync("third", steps.RunAsync);
        await music.StopAsync();
        var recording = await call.RecordAsync(TimeSpan.FromSeconds(5));
        await call.SendAsync(call.From, $"Recorded: {recording.IsComplete}.", patience: TimeSpan.FromSeconds(20));
        await call.SpeakAsync("Goodbye.");
    }

    private async Task AfterwardsAsync(CallContext call)
    {
        await call.StepAsync("last", steps.RunAsync);
        await call.DelayAsync(TimeSpan.FromSeconds(30));
        await call.SendAsync(call.From, "It is over.", patience: TimeSpan.Zero);
    }
}
