using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Commands by their <c>command_id</c>: for 60 s the same one again does nothing, and is answered as the first was.
/// Whoever asks counts them by a clock of the machine's, so where the carrier's clock is faster they are as many more.
/// </summary>
internal sealed class CommandMemory(Exchange exchange, double speed)
{
    private readonly TimeSpan _window = TimeSpan.FromSeconds(60) * Math.Max(1, speed);
    private readonly Dictionary<(string Scope, string Id), ApiReply> _known = [];

    /// <summary>Raised for a command that was there before.</summary>
    public event Action? Dropped;

    /// <summary>What a command does, once.</summary>
    /// <param name="scope">The call or conference that it is for; empty for the account.</param>
    /// <param name="id">Its id; null is new each time.</param>
    /// <param name="run">Does it; what it refuses is not remembered.</param>
    public ApiReply Once(string scope, string? id, Func<ApiReply> run)
    {
        if (id is null)
        {
            return run();
        }

        if (_known.TryGetValue((scope, id), out var answered))
        {
            Dropped?.Invoke();
            return answered;
        }

        var reply = _known[(scope, id)] = run();
        exchange.After(_window, () => _known.Remove((scope, id)));
        return reply;
    }
}
