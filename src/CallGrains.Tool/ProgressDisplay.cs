using Spectre.Console;

namespace CallGrains.Tool;

/// <summary>How far a piece of work is.</summary>
/// <param name="Share">From 0 to 1; null when nobody knows the end.</param>
/// <param name="Text">The same in words.</param>
internal readonly record struct ProgressReading(double? Share, string Text);

/// <summary>Says how far a piece of work is while it runs: a bar in a terminal, else a line now and then.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.FromSeconds(10);

    /// <summary>Watches until <paramref name="over"/>; the work itself runs elsewhere.</summary>
    /// <param name="writer">Where it is said.</param>
    /// <param name="every">How long from line to line.</param>
    /// <param name="time">The clock.</param>
    /// <param name="read">How far the work is now.</param>
    /// <param name="over">Cancelled when the work is done.</param>
    public static Task WatchAsync(TextWriter writer, TimeSpan every, TimeProvider time, Func<ProgressReading> read, CancellationToken over)
    {
        var console = Terminal.On(writer);
        return console.IsLive() ? DrawAsync(console, time, read, over) : EachAsync(every, time, () => writer.WriteLineAsync(read().Text), over);
    }

    /// <summary>Does something whose end nobody knows, and says how long it has been at it.</summary>
    /// <param name="world">Whose error output it is said on.</param>
    /// <param name="what">What is done, in words.</param>
    /// <param name="work">Does it.</param>
    public static async Task<T> WhileAsync<T>(ToolWorld world, string what, Func<Task<T>> work)
    {
        var begun = world.Time.GetTimestamp();
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(world.Error, Patience, world.Time, () => new ProgressReading(null, FormattableString.Invariant($"{world.Time.GetElapsedTime(begun).TotalSeconds,5:0} s  {what}")), over.Token);
        try
        {
            return await work();
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private static Task DrawAsync(IAnsiConsole console, TimeProvider time, Func<ProgressReading> read, CancellationToken over) => console
        .Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(context =>
        {
            var bar = context.AddTask(Markup.Escape(read().Text), maxValue: 1);
            return EachAsync(Frame, time, () => ShowAsync(bar, read()), over);
        });

    private static Task ShowAsync(ProgressTask bar, ProgressReading reading)
    {
        bar.IsIndeterminate = reading.Share is null;
        bar.Value = reading.Share ?? 0;
        bar.Description = Markup.Escape(reading.Text);
        return Task.CompletedTask;
    }

    private static async Task EachAsync(TimeSpan every, TimeProvider time, Func<Task> show, CancellationToken over)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                await show();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }
}
