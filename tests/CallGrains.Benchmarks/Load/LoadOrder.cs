using System.Text.Json.Serialization;

namespace CallGrains.Benchmarks.Load;

/// <summary>How calls begin.</summary>
internal enum LoadMode
{
    /// <summary>A fixed number of calls is under way; one that ends makes room for the next.</summary>
    Closed,

    /// <summary>Calls begin at a fixed rate, whatever becomes of those before.</summary>
    Open,

    /// <summary>Calls are made that stay.</summary>
    Hold,
}

/// <summary>What the generator is to do.</summary>
/// <param name="Mode">How calls begin.</param>
/// <param name="Target">Where callbacks go.</param>
internal sealed record LoadOrder(LoadMode Mode, Uri Target)
{
    /// <summary>Connections to the target.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Calls at once (closed), or in all (hold).</summary>
    public int Calls { get; init; } = 256;

    /// <summary>Calls a second (open).</summary>
    public double Rate { get; init; }

    /// <summary>Seconds before the counting begins.</summary>
    public double WarmUp { get; init; } = 0.5;

    /// <summary>Seconds that are counted.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>
    /// What the carrier leaves between two callbacks of a call at most, in milliseconds; half of it at least.
    /// </summary>
    public double Pause { get; init; }

    /// <summary>Whether the target sends commands.</summary>
    public bool Commands { get; init; } = true;

    /// <summary>Whether a call's caller is put through and stays on the line.</summary>
    public bool Talk { get; init; }
}

/// <summary>What came of an order.</summary>
internal sealed record LoadResult
{
    /// <summary>Callbacks acknowledged in the counted seconds.</summary>
    public long Callbacks { get; init; }

    /// <summary>Callbacks acknowledged from the first to the last call.</summary>
    public long AllCallbacks { get; init; }

    /// <summary>Calls that came to their end in the counted seconds; in all, where calls were to stay.</summary>
    public long Calls { get; init; }

    /// <summary>Seconds counted.</summary>
    public double Seconds { get; init; }

    /// <summary>Callbacks that were not acknowledged.</summary>
    public long Errors { get; init; }

    /// <summary>The first of them.</summary>
    public string? FirstError { get; init; }

    /// <summary>Calls that did not come to their end.</summary>
    public int Stuck { get; init; }

    /// <summary>From the time a callback was to be sent to its acknowledgement.</summary>
    public Latency Ack { get; init; } = new(0, 0, 0, 0);

    /// <summary>From the time a callback was to be sent to the command that it led to.</summary>
    public Latency Command { get; init; } = new(0, 0, 0, 0);

    /// <summary>Processor seconds that the generator itself took in the counted seconds.</summary>
    public double GeneratorCpu { get; init; }

    public double CallbacksPerSecond => Seconds > 0 ? Callbacks / Seconds : 0;
}

/// <summary>A distribution, in milliseconds.</summary>
internal sealed record Latency(long Count, double P50, double P99, double P999)
{
    public static Latency Of(Histogram h) => new(h.Count, h.Milliseconds(0.5), h.Milliseconds(0.99), h.Milliseconds(0.999));
}

[JsonSerializable(typeof(LoadOrder))]
[JsonSerializable(typeof(LoadResult))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LoadJson : JsonSerializerContext;
