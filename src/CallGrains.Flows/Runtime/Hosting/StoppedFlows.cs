using System.Collections.Concurrent;

namespace CallGrains.Flows.Runtime;

/// <summary>The grains of this process whose flows cannot go on, and why. Safe for many threads.</summary>
public sealed class StoppedFlows
{
    private readonly ConcurrentDictionary<FlowAddress, string> _stopped = new();

    /// <summary>The grains, each with what stops it.</summary>
    public IReadOnlyDictionary<FlowAddress, string> All => _stopped;

    internal void Add(FlowAddress grain, string why) => _stopped[grain] = why;

    internal void Remove(FlowAddress grain) => _stopped.TryRemove(grain, out _);
}
