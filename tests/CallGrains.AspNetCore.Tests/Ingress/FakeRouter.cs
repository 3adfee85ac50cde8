using System.Collections.Concurrent;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Notes what it is sent and answers as the test says.</summary>
internal sealed class FakeRouter : ICallRouter
{
    public ConcurrentQueue<(FlowAddress Address, Callback Callback, CancellationToken Token)> Sent { get; } = new();

    public Func<FlowAddress, Task<Receipt>> Answer { get; set; } = _ => Task.FromResult(new Receipt(Disposition.Accepted));

    public Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue((address, (Callback)message, cancellationToken));
        return Answer(address);
    }
}
