using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.History;

/// <summary>One callback request that was sent, with its answer; without a status when none came.</summary>
internal sealed record CallbackEntry(
    long Number, DateTimeOffset At, string Subject, string? CallId, string EventType, string Method, string Url, string? Body,
    int? Status, double Milliseconds, string? Error, bool IsFallback, string? Fault, string? Answer) : IHistoryEntry
{
    public JsonObject Render() => Json.Object(
        ("n", Number), ("at", At.Iso()), ("subject", Subject), ("callId", CallId), ("eventType", EventType), ("method", Method), ("url", Url), ("body", Body),
        ("status", Status), ("ms", Math.Round(Milliseconds, 1)), ("error", Error), ("fallback", IsFallback ? true : null), ("fault", Fault), ("answer", string.IsNullOrEmpty(Answer) ? null : Answer));
}
