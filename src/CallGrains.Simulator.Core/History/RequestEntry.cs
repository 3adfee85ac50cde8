using System.Diagnostics;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.History;

/// <summary>
/// A REST request the simulator got; without a status while it is being handled or when its sender vanished.
/// </summary>
internal sealed class RequestEntry(long number, DateTimeOffset at, string method, string path, string? callId, IReadOnlyList<string> headers) : IHistoryEntry
{
    private const int LongestAnswer = 4000;
    private readonly long _start = Stopwatch.GetTimestamp();

    public long Number => number;

    public string? CallId { get; private set; } = callId;

    /// <summary>Whether anybody can look at it.</summary>
    public bool IsKept { get; private init; } = true;

    public string? Body { get; set; }

    /// <summary>The fault that an order did to it.</summary>
    public string? Fault { get; set; }

    /// <summary>Whether nothing changes any more: it has its answer, or its sender is gone.</summary>
    public bool IsOver { get; private set; }

    private int? Status { get; set; }

    private double? Milliseconds { get; set; }

    private string? Location { get; set; }

    private string? Answer { get; set; }

    private IReadOnlyList<string> AnswerHeaders { get; set; } = [];

    /// <summary>One that nobody can look at.</summary>
    public static RequestEntry Unseen(long number, DateTimeOffset at) => new(number, at, "", "", null, []) { IsKept = false };

    public static RequestEntry Begin(long number, DateTimeOffset at, RestRequest request)
    {
        var path = request.Path;
        return new RequestEntry(number, at, request.IsHead ? "HEAD" : request.Method, path + request.QueryString, CallIn(path), Headers.Of(request.Headers));
    }

    public void End(ApiReply reply)
    {
        if (!IsKept)
        {
            return;
        }

        CallId ??= reply.CallId ?? CallIn(reply.Location);
        Location = reply.Location;
        Answer = reply.Text is { Length: > LongestAnswer } text ? string.Concat(text.AsSpan(0, LongestAnswer), "...") : reply.Text;
        Status = reply.Status == 0 ? null : reply.Status;
        AnswerHeaders = Headers.Of(reply.Headers());
    }

    public void Close()
    {
        Milliseconds = Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
        IsOver = true;
    }

    public JsonObject RenderWhole()
    {
        var whole = Render();
        whole["headers"] = Headers.Render(headers);
        whole["answerHeaders"] = Headers.Render(AnswerHeaders);
        return whole;
    }

    public JsonObject Render() => Json.Object(
        ("n", number), ("at", at.Iso()), ("method", method), ("path", path), ("body", Body is { } body ? SignedUrls.Mask(body) : null), ("status", Status), ("callId", CallId), ("fault", Fault),
        ("ms", Milliseconds is { } ms ? Math.Round(ms, 1) : null), ("location", Location), ("answer", Answer is { } answer ? SignedUrls.Mask(answer) : null));

    private static string? CallIn(string? path)
    {
        var parts = (path ?? "").Split('/');
        var at = Array.IndexOf(parts, "calls");
        return at >= 0 && at + 1 < parts.Length && parts[at + 1].Length > 0 ? parts[at + 1] : null;
    }
}
