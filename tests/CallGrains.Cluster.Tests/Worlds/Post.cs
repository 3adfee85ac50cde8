namespace CallGrains.Cluster.Tests;

/// <summary>
/// What one process of a world has on its way through Orleans. The world stands still until it has arrived: so what the
/// real silos' threads do has one order, each time the same, and no virtual time passes meanwhile. Safe for many
/// threads.
/// </summary>
internal sealed class Post(World world)
{
    public static readonly TimeSpan RealLimit = TimeSpan.FromSeconds(120);
    private static int _ids;

    private readonly object _gate = new();
    private readonly Dictionary<int, Letter> _letters = [];

    /// <summary>Waits until nothing is on its way but what waits behind a letter that its grain is busy with.</summary>
    public void WaitForArrivals()
    {
        lock (_gate)
        {
            while (_letters.Values.FirstOrDefault(IsOnItsWay) is { } letter)
            {
                if (!Monitor.Wait(_gate, RealLimit))
                {
                    throw new TimeoutException($"What went to {letter.To} has not arrived within {RealLimit.TotalSeconds} s of the real clock.");
                }
            }
        }
    }

    /// <summary>Calls a grain; goes on, on the world's thread, when its answer is back.</summary>
    public async Task SendAsync(GrainId to, Func<Letter, Task> journey)
    {
        var letter = new Letter(Interlocked.Increment(ref _ids), to);
        lock (_gate)
        {
            _letters.Add(letter.Id, letter);
        }

        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() => journey(letter)).ContinueWith(
            done =>
            {
                world.Start(() =>
                {
                    back.SetFromTask(done);
                    return Task.CompletedTask;
                });
                Forget(letter);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await back.Task;
    }

    public Letter? Find(int? id)
    {
        lock (_gate)
        {
            return _letters.GetValueOrDefault(id ?? 0);
        }
    }

    /// <summary>A letter's turn at its grain: on the world's thread.</summary>
    public Task TurnAsync(Letter letter, Func<Task> turn)
    {
        var whole = world.Start(async () =>
        {
            try
            {
                await turn();
            }
            finally
            {
                Move(letter, LetterPlace.Returning);
            }
        });
        Move(letter, LetterPlace.There);
        return whole;
    }

    /// <summary>Nobody waits for any of it any more.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _letters.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsOnItsWay(Letter letter) => letter.Place == LetterPlace.Returning
        || (letter.Place == LetterPlace.Going && !_letters.Values.Any(l => l.Place == LetterPlace.There && l.To == letter.To));

    private void Move(Letter letter, LetterPlace place)
    {
        lock (_gate)
        {
            letter.Place = place;
            Monitor.PulseAll(_gate);
        }
    }

    private void Forget(Letter letter)
    {
        lock (_gate)
        {
            _letters.Remove(letter.Id);
            Monitor.PulseAll(_gate);
        }
    }
}
