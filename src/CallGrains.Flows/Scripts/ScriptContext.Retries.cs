namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    /// <summary>
    /// Runs a side effect as <see cref="StepAsync{T}(string, Func{Task{T}}, TimeSpan?)"/> does, and tries it again when
    /// it fails.
    /// </summary>
    /// <param name="name">Names the step in the journal, each try of it.</param>
    /// <param name="step">The work. It must not touch the call, and must be repeatable.</param>
    /// <param name="retry">How often, after which waits, and which failures.</param>
    /// <param name="timeout">The longest one try may take, up to a day; null for 60 s.</param>
    /// <typeparam name="T">What it returns; must survive System.Text.Json.</typeparam>
    /// <exception cref="StepFailedException">The last try failed, or one that is not worth another.</exception>
    /// <exception cref="ArgumentException"><paramref name="retry"/> is out of its limits.</exception>
    public async Task<T> StepAsync<T>(string name, Func<Task<T>> step, StepRetry retry, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(retry);
        retry.ThrowIfInvalid();
        for (var failures = 0; ;)
        {
            try
            {
                return await StepAsync(name, step, timeout);
            }
            catch (StepFailedException e) when (++failures < retry.Attempts && retry.When?.Invoke(e) is not false)
            {
                await TimerFiredAsync(StartTimer(retry.DelayAfter(failures)));
            }
        }
    }

    /// <inheritdoc cref="StepAsync{T}(string, Func{Task{T}}, StepRetry, TimeSpan?)"/>
    public Task StepAsync(string name, Func<Task> step, StepRetry retry, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        return StepAsync(name, Run, retry, timeout);

        async Task<bool> Run()
        {
            await step();
            return true;
        }
    }
}
