using System.Collections.Concurrent;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.History;

/// <summary>
/// Callbacks that were sent and have no answer yet, so that a hanging application can be seen to hang.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class InFlight(Pulse pulse)
{
    private readonly ConcurrentDictionary<long, CallbackEntry> _sent = new();
    private long _last;

    /// <summary>Entries without an answer, longest waiting first; their number counts flights, not callbacks.</summary>
    public IEnumerable<CallbackEntry> Oldest(int limit) => _sent.Values.OrderBy(entry => entry.Number).Take(limit);

    /// <summary>Takes an entry in until what is returned is disposed.</summary>
    public IDisposable Begin(Func<long, CallbackEntry> make)
    {
        var number = Interlocked.Increment(ref _last);
        _sent[number] = make(number);
        pulse.Beat();
        return new Flight(() =>
        {
            _sent.TryRemove(number, out _);
            pulse.Beat();
        });
    }

    private sealed class Flight(Action land) : IDisposable
    {
        public void Dispose() => land();
    }
}
