namespace CallGrains.Benchmarks.Load;

/// <summary>What is counted of a run. Guarded by the run's lock.</summary>
internal sealed class LoadTally(LoadOrder order)
{
    /// <summary>How long the last calls may take to come to their end; those that stay to come about.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Histogram _acks = new();
    private readonly Histogram _commands = new();
    private long _from;
    private long _to;
    private long _late;
    private long _all;
    private long _callbacks;
    private long _calls;
    private long _errors;
    private string? _firstError;
    private TimeSpan _cpuBefore;
    private TimeSpan? _cpu;

    /// <summary>Sets the times.</summary>
    public long Begin(long now)
    {
        _from = now + Ticks(order.WarmUp);
        _to = _from + Ticks(order.Seconds);
        _late = _to + Ticks(Patience.TotalSeconds);
        return now;
    }

    public bool IsOver(long now) => now >= _to;

    public bool IsLate(long now) => now >= _late;

    /// <summary>
    /// Throughput goes by when it was answered, latency by when it was to be sent: what is answered late is not left
    /// out.
    /// </summary>
    public void Acknowledged(long intended, long now, string? error)
    {
        TakeCpu(now);
        if (error is not null)
        {
            _errors++;
            _firstError ??= error;
            return;
        }

        _all++;
        _callbacks += IsCounted(now) ? 1 : 0;
        if (IsCounted(intended))
        {
            _acks.Add(TimeProvider.System.GetElapsedTime(intended, now));
        }
    }

    public void Commanded(long intended, long now)
    {
        if (IsCounted(intended))
        {
            _commands.Add(TimeProvider.System.GetElapsedTime(intended, now));
        }
    }

    public void Ended(long now, string? error) => _calls += error is null && IsCounted(now) ? 1 : 0;

    public LoadResult Result(long now, long left) => new()
    {
        AllCallbacks = _all,
        Callbacks = _callbacks,
        Calls = order.Mode == LoadMode.Hold ? left : _calls,
        Seconds = order.Mode == LoadMode.Hold ? TimeProvider.System.GetElapsedTime(_from, now).TotalSeconds : order.Seconds,
        Errors = _errors,
        FirstError = _firstError,
        Stuck = (int)(order.Mode == LoadMode.Hold ? order.Calls - left : left),
        Ack = Latency.Of(_acks),
        Command = Latency.Of(_commands),
        GeneratorCpu = (_cpu ?? Environment.CpuUsage.TotalTime - _cpuBefore).TotalSeconds,
    };

    private bool IsCounted(long time) => time >= _from && time < _to;

    private void TakeCpu(long now)
    {
        if (_cpuBefore == TimeSpan.Zero && now >= _from)
        {
            _cpuBefore = Environment.CpuUsage.TotalTime;
        }
        else if (_cpu is null && now >= _to)
        {
            _cpu = Environment.CpuUsage.TotalTime - _cpuBefore;
        }
    }

    private static long Ticks(double seconds) => (long)(seconds * TimeProvider.System.TimestampFrequency);
}

/// <summary>The few fields of a command that its events give back.</summary>
internal static class CommandBody
{
    /// <summary>The text after <paramref name="label"/>, up to the next quote; null when it is not there.</summary>
    public static string? Text(ReadOnlySpan<byte> body, ReadOnlySpan<byte> label)
    {
        var at = body.IndexOf(label);
        if (at < 0)
        {
            return null;
        }

        var text = body[(at + label.Length)..];
        return System.Text.Encoding.UTF8.GetString(text[..text.IndexOf((byte)'"')]);
    }
}
