using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.History;

/// <summary>One callback request that was sent, with its answer; without a status when none came.</summary>
internal sealed record CallbackEntry(
    long Number, DateTimeOffset At, string Subject, string? CallId, string EventType, CallbackRequest Request, TimeSpan Timeout,
    int? Status, double Milliseconds, string? Error, bool IsFallback, string? Fault) : IHistoryEntry
{
    /// <summary>The number of the callback that somebody had sent again; null for one of the carrier's own.</summary>
    public long? ResendOf { get; init; }

    /// <summary>The headers of the answer.</summary>
    public IReadOnlyList<string> AnswerHeaders { get; init; } = [];

    /// <summary>The body of the answer, its beginning where that is long.</summary>
    public string? Answer { get; init; }

    public JsonObject RenderWhole()
    {
        var whole = Render();
        using var message = Request.ToMessage();
        whole["headers"] = Headers.Render(Headers.Of(message.Headers.Concat(message.Content?.Headers.AsEnumerable() ?? [])));
        whole["answerHeaders"] = Headers.Render(AnswerHeaders);
        return whole;
    }

    /// <summary>Credentials and signed URLs are not shown, only that there are some.</summary>
    public JsonObject Render() => Json.Object(
        ("n", Number), ("at", At.Iso()), ("subject", Subject), ("callId", CallId), ("eventType", EventType),
        ("method", Request.Method.Method), ("url", SignedUrls.Mask(Request.Url.AbsoluteUri)), ("body", Request.Body),
        ("status", Status), ("ms", Math.Round(Milliseconds, 1)), ("error", Error), ("fallback", IsFallback ? true : null), ("fault", Fault),
        ("authorized", Request.Credentials is null ? null : true), ("resendOf", ResendOf), ("answer", string.IsNullOrEmpty(Answer) ? null : Answer));
}
