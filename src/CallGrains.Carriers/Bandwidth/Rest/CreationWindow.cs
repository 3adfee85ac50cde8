namespace CallGrains.Carriers.Bandwidth.Rest;

/// <summary>
/// Remembers what was created in the last 10 s. The carrier limits creation (one a second by default, averaged over 10 s)
/// and answers 403 without saying until when; but when the window is full, room comes when its oldest entry leaves it.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class CreationWindow(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the window was filled by others, a slot becomes free each second on average.</summary>
    private static readonly TimeSpan OneSlot = TimeSpan.FromSeconds(1);

    private readonly Queue<long> _created = new();

    public void Add()
    {
        lock (_created)
        {
            Forget();
            _created.Enqueue(time.GetTimestamp());
        }
    }

    public TimeSpan UntilRoom()
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
