using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>A saga by text: what was reserved is given back on a no, on silence and on a stop word.</summary>
[Flow("bargain")]
internal sealed class Bargain : MessageScript
{
    protected override async Task RunAsync(ThreadContext thread)
    {
        var deals = thread.Args is { } args ? args.GetInt32() : 0;
        var wish = await thread.NextAsync();
        await using var saga = thread.BeginSaga();
        await saga.StepAsync("reserve", () => Task.CompletedTask, undo: () => Task.CompletedTask);
        await saga.StepAsync("price", () => Task.FromResult(wish?.Text?.Length ?? 0), undo: _ => Task.CompletedTask);
        await thread.ReplyAsync($"{deals}: agreed?");
        if (await thread.NextAsync(TimeSpan.FromMinutes(2)) is not { Text.Length: > 3 })
        {
            await thread.ReplyAsync("Then not.");
            return;
        }

        saga.Complete();
        await thread.ContinueAsNewAsync(deals + 1);
    }
}
