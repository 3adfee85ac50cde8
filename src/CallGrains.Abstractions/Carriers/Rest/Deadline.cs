using System.Collections.Concurrent;

namespace CallGrains;

/// <summary>
/// Ends at a time of ours or by the caller's wish, and knows which. What has not ended is used again by the next one:
/// there is one for each request to a carrier.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private const int MostSpare = 256;
    private static readonly ConcurrentQueue<CancellationTokenSource> Spare = new();

    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _wish;
    private readonly bool _isPlatforms;

    public Deadline(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        (Length, _caller, _isPlatforms) = (length, caller, time == TimeProvider.System);
        _source = _isPlatforms ? Begin(length) : new CancellationTokenSource(length, time);
        _wish = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public TimeSpan Length { get; }

    public CancellationToken Token => _source.Token;

    public bool IsCallersWish => _caller.IsCancellationRequested;

    public void Dispose()
    {
        _wish.Dispose();
        if (_isPlatforms && Spare.Count < MostSpare && _source.TryReset())
        {
            Spare.Enqueue(_source);
        }
        else
        {
            _source.Dispose();
        }
    }

    private static CancellationTokenSource Begin(TimeSpan length)
    {
        var source = Spare.TryDequeue(out var spare) ? spare : new CancellationTokenSource();
        source.CancelAfter(length);
        return source;
    }
}
