using System.Collections.Concurrent;
using CallGrains.Flows;

namespace CallGrains.Ingress.Tests;

/// <summary>Notes what it is sent and answers as the test says.</summary>
internal sealed class FakeRouter : ICallRouter
{
    public ConcurrentQueue<(GrainAddress Address, Callback Callback, CancellationToken Token)> Sent { get; } = new();

    public Func<GrainAddress, Task<Receipt>> Answer { get; set; } = _ => Task.FromResult(new Receipt(Verdict.Accepted));

    public Task<Receipt> SendAsync(GrainAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue((address, (Callback)message, cancellationToken));
        return Answer(address);
    }
}
