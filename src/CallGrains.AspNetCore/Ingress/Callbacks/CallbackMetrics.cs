using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// What is counted of callbacks, in the meter <c>CallGrains</c>. Tags have few values: never an id, never the caller's
/// text.
/// </summary>
internal sealed class CallbackMetrics
{
    private readonly Counter<long> _callbacks;
    private readonly Histogram<double> _duration;

    public CallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(CallGrainsTelemetry.Name);
        _callbacks = Instruments.Callbacks.Counter(meter);
        _duration = Instruments.AckDuration.Duration(meter);
    }

    public void Acknowledged(string carrier, CarrierEvent e, Disposition disposition, TimeSpan took) =>
        Record(carrier, e is UnknownEvent ? "unknown" : e.EventType, Word(disposition), took);

    public void Refused(string? carrier, Refusal refusal, TimeSpan took) => Record(carrier ?? "unknown", "none", refusal.Measured ?? Word(refusal.Status), took);

    public void Aborted(string carrier, TimeSpan took) => Record(carrier, "none", "aborted", took);

    private void Record(string carrier, string eventType, string disposition, TimeSpan took)
    {
        var tags = new TagList { { "carrier", carrier }, { "event_type", eventType }, { "verdict", disposition } };
        _callbacks.Add(1, tags);
        _duration.Record(took.TotalSeconds, tags);
    }

    private static string Word(Disposition disposition) => disposition switch
    {
        Disposition.Accepted => "accepted",
        Disposition.Held => "held",
        Disposition.Duplicate => "duplicate",
        Disposition.Late => "late",
        Disposition.Expired => "expired",
        _ => "unclaimed",
    };

    private static string Word(int status) => status switch
    {
        401 or 403 => "unauthorized",
        404 => "not_found",
        410 => "expired",
        405 => "wrong_method",
        413 or 414 => "too_large",
        429 => "too_many",
        503 => "unavailable",
        _ => "malformed",
    };
}
