namespace CallGrains.Flows.Runtime;

/// <summary>
/// Counts the texts that a thread sends: a program that answers a program never tires. A person's new words set it back
/// for the minute, not for the hour. Kept in memory: after a restart it counts anew. Not safe for many threads.
/// </summary>
/// <param name="most">How many texts a minute without new words; 0 for any number.</param>
internal sealed class TextGuard(int most)
{
    private const int Remembered = 20, MinutesOfAnHour = 20;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1);

    /// <summary>Nobody reads, thinks and writes faster for long.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Queue<DateTimeOffset> _minute = new();
    private readonly Queue<DateTimeOffset> _hour = new();
    private readonly Queue<string> _words = new();
    private DateTimeOffset _lastHeard;

    /// <summary>A text came in.</summary>
    public void Hears(string text, DateTimeOffset now)
    {
        if (!_words.Contains(text))
        {
            _words.Enqueue(text);
            if (now - _lastHeard >= Pace)
            {
                _minute.Clear();
            }
        }

        if (_words.Count > Remembered)
        {
            _words.Dequeue();
        }

        _lastHeard = now;
    }

    /// <summary>Counts a text that is about to be sent.</summary>
    /// <returns>Why it is not to be sent, in words; null when it is.</returns>
    public string? Sends(DateTimeOffset now)
    {
        Forget(_minute, now - Minute);
        Forget(_hour, now - Hour);
        var why = most <= 0 ? null
            : _minute.Count >= most ? $"This thread has sent {most} texts within a minute, and nobody has written anything new"
            : _hour.Count >= most * MinutesOfAnHour ? $"This thread has sent {most * MinutesOfAnHour} texts within an hour"
            : null;
        if (why is null)
        {
            _minute.Enqueue(now);
            _hour.Enqueue(now);
        }

        return why;
    }

    private static void Forget(Queue<DateTimeOffset> sent, DateTimeOffset before)
    {
        while (sent.TryPeek(out var first) && first <= before)
        {
            sent.Dequeue();
        }
    }
}
