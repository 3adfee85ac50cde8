using System.Collections.Concurrent;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Runs many seeds over many flows, several at a time, until one breaks a promise. Safe for many threads.
/// </summary>
internal sealed class FuzzCampaign(IReadOnlyList<FuzzTarget> targets, ulong firstSeed, long count)
{
    private readonly ConcurrentQueue<FuzzResult> _broken = new();
    private long _next;
    private long _done;
    private long _events;
    private long _crashes;

    public long Done => Interlocked.Read(ref _done);

    public long Events => Interlocked.Read(ref _events);

    public long Crashes => Interlocked.Read(ref _crashes);

    /// <summary>The broken run with the lowest number; null when there is none.</summary>
    public FuzzResult? Broken => _broken.OrderBy(r => r.Seed).FirstOrDefault();

    /// <summary>Runs them; ends early when one is broken or the token says so.</summary>
    /// <param name="jobs">How many at a time, each on a thread of its own.</param>
    /// <param name="stop">Ends it between two seeds.</param>
    public void Run(int jobs, CancellationToken stop)
    {
        var threads = Enumerable.Range(0, jobs).Select(_ => new Thread(() => Work(stop)) { IsBackground = true }).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
    }

    private void Work(CancellationToken stop)
    {
        while (_broken.IsEmpty && !stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next) - 1;
            if (number >= count)
            {
                return;
            }

            // Neighbouring numbers are different flows, so that a short campaign sees them all.
            Play(targets[(int)(number % targets.Count)], firstSeed + (ulong)number);
        }
    }

    private void Play(FuzzTarget target, ulong seed)
    {
        var result = FuzzRun.Of(target, seed);
        Interlocked.Increment(ref _done);
        Interlocked.Add(ref _events, result.Events);
        Interlocked.Add(ref _crashes, result.Crashes);
        if (result.Violation is not null)
        {
            _broken.Enqueue(result);
        }
    }
}
