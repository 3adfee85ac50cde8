using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing;

using CallGrains.Testing.Fuzzing;

/// <summary>
/// Proves a flow against thousands of legal orders of events, faults and crashes: callers who press, hang up and stay
/// silent; a carrier that duplicates, reorders, delays and drops; a store that is slow, refuses, or loses its answer;
/// processes that die at any step and come back elsewhere, or think that they are alone and are not. After each step
/// the promises of the design are checked. The same seed does the same each time.
/// </summary>
/// <remarks>
/// Safe for many threads. Everything runs in virtual time and in memory: some hundred seeds a second and core.
/// </remarks>
public static class FlowFuzz
{
    /// <summary>Runs seeds until one breaks a promise; call it from a test of any framework.</summary>
    /// <param name="seeds">How many; 1,000 by default.</param>
    /// <param name="services">Registers what the flow needs; runs once for each simulated process.</param>
    /// <param name="firstSeed">The first of them, 1 by default; the number in a failure's message repeats that failure
    /// with <paramref name="seeds"/> = 1.</param>
    /// <param name="keys">What callers may press, one at a time; null for 1, 2, 5 and #.</param>
    /// <param name="words">What people may write to a flow of messages; null for a few.</param>
    /// <param name="others">Flows that it starts.</param>
    /// <typeparam name="TFlow">The flow.</typeparam>
    /// <exception cref="FlowFuzzException">A promise was broken; the message tells the shortest way there that was
    /// found, and how to repeat it.</exception>
    public static void Run<TFlow>(
        int seeds = 1000,
        Action<IServiceCollection>? services = null,
        long firstSeed = 1,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? words = null,
        IReadOnlyList<Type>? others = null)
        where TFlow : class
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSeed);
        var target = FuzzTarget.Of(typeof(TFlow)) with { Services = services };
        Run(target with { Keys = keys ?? target.Keys, Words = words ?? target.Words, Others = others ?? [] }, firstSeed, seeds);
    }

    internal static void Run(FuzzTarget target, long firstSeed, int seeds)
    {
        var campaign = new FuzzCampaign([target], (ulong)firstSeed, seeds);
        campaign.Run(Environment.ProcessorCount, CancellationToken.None);
        if (campaign.Broken is { } broken)
        {
            throw new FlowFuzzException(FuzzReport.Of(broken, $"FlowFuzz.Run<{target.Flow.Name}>(seeds: 1, firstSeed: {broken.Seed}, …)"));
        }
    }
}

/// <summary>A flow broke a promise under <see cref="FlowFuzz"/>.</summary>
/// <param name="message">What was broken, the ladder that leads to it, and how to repeat it.</param>
public sealed class FlowFuzzException(string message) : Exception(message);
