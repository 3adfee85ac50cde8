namespace CallGrains.Flows.Runtime;

/// <summary>How a carrier has answered lately.</summary>
/// <param name="IsUp">Whether it is taken for up. One that nobody has asked yet is.</param>
/// <param name="Since">Since when; null when it was never asked.</param>
/// <param name="Why">What it failed with last, in words; null when it is up.</param>
public sealed record CarrierCondition(bool IsUp, DateTimeOffset? Since, string? Why);

/// <summary>
/// What the requests of this process tell about each carrier: it is down after three failures in a row, and up again
/// with the first answer. A refusal is an answer, but for one of our credentials. Safe for many threads.
/// </summary>
public sealed class CarrierHealth
{
    private const int FailuresUntilDown = 3;

    /// <summary>
    /// One that cannot be asked by itself is tried again after this long: by the next call, if need be.
    /// </summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.Ordinal);
    private readonly CarrierSet _carriers;
    private readonly TimeProvider _time;
    private readonly CarrierMetrics? _metrics;

    internal CarrierHealth(CarrierSet carriers, TimeProvider time, CarrierMetrics? metrics = null) => (_carriers, _time, _metrics) = (carriers, time, metrics);

    /// <summary>How a carrier is.</summary>
    /// <param name="carrier">Its name.</param>
    public CarrierCondition Of(string carrier)
    {
        lock (_gate)
        {
            var record = RecordOf(carrier);
            var isUp = !record.IsDown || (_carriers.Find(carrier) is not ICarrierCheck && _time.GetElapsedTime(record.At) >= Forgotten);
            return new CarrierCondition(isUp, record.Since, isUp ? null : record.Why);
        }
    }

    /// <summary>A carrier has answered.</summary>
    /// <param name="carrier">Its name.</param>
    public void Answered(string carrier)
    {
        lock (_gate)
        {
            var record = RecordOf(carrier);
            if (record.IsDown || record.Since is null)
            {
                record.Since = _time.GetUtcNow();
                _metrics?.Is(carrier, up: true);
            }

            (record.IsDown, record.Failures, record.At, record.WasAsked) = (false, 0, _time.GetTimestamp(), true);
        }
    }

    /// <summary>A request to a carrier failed; a refusal that is the request's own fault is an answer.</summary>
    /// <param name="carrier">Its name.</param>
    /// <param name="failure">How.</param>
    public void Failed(string carrier, CarrierException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var (error, effect) = (failure.Error, failure.Effect);
        if (error.Status == 0 && effect is RequestEffect.Refused or RequestEffect.Gone)
        {
            // The adapter's own word: nobody was asked.
            return;
        }

        if (error.Status != 401 && effect != RequestEffect.InDoubt && !(effect == RequestEffect.None && error.Status == 0))
        {
            Answered(carrier);
            return;
        }

        _metrics?.Failed(carrier);
        lock (_gate)
        {
            var record = RecordOf(carrier);
            record.Failures++;
            var falls = !record.IsDown && record.Failures >= FailuresUntilDown;
            record.Since = falls ? _time.GetUtcNow() : record.Since;
            record.IsDown |= falls;
            (record.Why, record.At, record.WasAsked) = (failure.Message, _time.GetTimestamp(), true);
            _metrics?.Is(carrier, !record.IsDown);
        }
    }

    /// <summary>Whether it should be asked by itself: it fails, or has said nothing for so long.</summary>
    internal bool IsToBeAsked(string carrier, TimeSpan silence)
    {
        lock (_gate)
        {
            var record = RecordOf(carrier);
            return record.Failures > 0 || !record.WasAsked || _time.GetElapsedTime(record.At) >= silence;
        }
    }

    /// <summary>A call or text went to another carrier.</summary>
    internal void Moved(string from, string to, Command command) => _metrics?.Moved(from, to, command);

    private Record RecordOf(string carrier)
    {
        if (!_records.TryGetValue(carrier, out var record))
        {
            _records[carrier] = record = new Record();
        }

        return record;
    }

    private sealed class Record
    {
        public bool IsDown { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset? Since { get; set; }

        public string? Why { get; set; }

        public long At { get; set; }

        public bool WasAsked { get; set; }
    }
}
