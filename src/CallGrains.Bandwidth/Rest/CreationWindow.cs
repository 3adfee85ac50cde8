namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Remembers what was created in the last 10 s. The carrier limits creation (one a second by default, averaged over 10
/// s) and answers 403 without saying until when; but when the window is full, room comes when its oldest entry leaves
/// it.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class CreationWindow(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the window was filled by others, a slot becomes free each second on average.</summary>
    private static readonly TimeSpan OneSlot = TimeSpan.FromSeconds(1);

    private readonly Queue<long> _created = new();

    /// <summary>Creates one.</summary>
    public Task<string> CreateAsync(Func<Task<string>> create) => CreateAsync(create, _ => 1);

    /// <summary>Creates, and says of a refusal for too many when there will be room.</summary>
    /// <param name="create">Sends the request.</param>
    /// <param name="count">How many were created, from the answer.</param>
    /// <exception cref="CarrierException">As <paramref name="create"/> threw it, with a time to wait where there was
    /// none.</exception>
    public async Task<T> CreateAsync<T>(Func<Task<T>> create, Func<T, int> count)
    {
        try
        {
            var answer = await create();
            Add(count(answer));
            return answer;
        }
        catch (CarrierException e) when (e.Error is { Status: 403 } && e.Effect == RequestEffect.None && !e.Error.Details.ContainsKey("rateLimitResetTime"))
        {
            throw new CarrierException(e.Error, e.Effect, e) { RetryAfter = UntilRoom() };
        }
    }

    private void Add(int count)
    {
        lock (_created)
        {
            Forget();
            for (; count > 0; count--)
            {
                _created.Enqueue(time.GetTimestamp());
            }
        }
    }

    private TimeSpan UntilRoom()
    {
        lock (_created)
        {
            Forget();
            return _created.TryPeek(out var oldest) ? Longer(Length - time.GetElapsedTime(oldest)) : OneSlot;
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait < Least ? Least : wait;

    private void Forget()
    {
        while (_created.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Length)
        {
            _created.Dequeue();
        }
    }
}
