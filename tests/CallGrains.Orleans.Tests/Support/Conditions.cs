namespace CallGrains.Orleans.Tests;

/// <summary>
/// Lets a test wait for a fact: whoever changes the world calls <see cref="Changed"/>, and waiters look again.
/// </summary>
internal sealed class Conditions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private volatile TaskCompletionSource _next = New();

    public void Changed()
    {
        var now = _next;
        _next = New();
        now.TrySetResult();
    }

    public async Task<T> WhenAsync<T>(Func<T?> look, string what)
        where T : class
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var next = _next.Task;
            if (look() is { } found)
            {
                return found;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not come true within {Limit}: {what}.");
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
