namespace CallGrains;

/// <summary>Ends at a time of ours or by the caller's wish, and knows which.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        (Length, _caller) = (length, caller);
        _timeout = new CancellationTokenSource(length, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, caller);
    }

    public TimeSpan Length { get; }

    public CancellationToken Token => _either.Token;

    public bool IsCallersWish => _caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
