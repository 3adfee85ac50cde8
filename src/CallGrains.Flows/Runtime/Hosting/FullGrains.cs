using System.Collections.Concurrent;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Lets a few grains that have not begun, and hold as many early events as they may, stay in memory until the next
/// sweep: what comes meanwhile is refused without reading their journals each time. Safe for many threads.
/// </summary>
/// <typeparam name="TGrain">How the host knows a grain.</typeparam>
internal sealed class FullGrains<TGrain>
    where TGrain : notnull
{
    /// <summary>Each holds less than 1 MiB: together they are no weight, whoever makes them.</summary>
    private const int Most = 16;

    private readonly ConcurrentDictionary<TGrain, bool> _staying = new();

    /// <summary>Whether this one may stay.</summary>
    public bool MayStay(TGrain grain) => _staying.ContainsKey(grain) || (_staying.Count < Most && _staying.TryAdd(grain, true));

    /// <summary>At each sweep: those that stayed, which are to go now.</summary>
    public IReadOnlyList<TGrain> TakeAll() => [.. _staying.Keys.Where(grain => _staying.TryRemove(grain, out _))];
}
