using System.Diagnostics;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// All spans of the activity source <c>CallGrains</c>. They name the grain, the numbers in its name masked; nothing in
/// them is a caller's.
/// </summary>
internal static class Spans
{
    public const string Grain = "callgrains.grain", Carrier = "callgrains.carrier", EventType = "callgrains.event_type", Entries = "callgrains.entries";
    public const string Flow = "callgrains.flow", StepName = "callgrains.step", CommandName = "callgrains.command", Operation = "callgrains.operation";
    public const string Outcome = "callgrains.outcome", Attempts = "callgrains.attempts", Found = "callgrains.found";

    public static readonly ActivitySource Source = new(CallGrainsTelemetry.Name);

    public static readonly SpanInfo Callback = new("callback", ActivityKind.Consumer, [Carrier, EventType], "one callback, from its parsed event to its answer");

    public static readonly SpanInfo Commit = new("journal commit", ActivityKind.Internal, [Entries], "one append, until it is durable");

    public static readonly SpanInfo Turn = new("flow turn", ActivityKind.Internal, [Flow, Entries], "one turn of the flow");

    public static readonly SpanInfo Step = new("step", ActivityKind.Internal, [StepName, Outcome], "one step; what it calls is below it, a grain of yours too");

    public static readonly SpanInfo Command = new(
        "command", ActivityKind.Client, [CommandName, Operation, Outcome, Attempts], "one command, from its turn in the grain's row to its journalled outcome");

    public static readonly SpanInfo Probe = new("watchdog probe", ActivityKind.Client, [Carrier, Found], "one question to the carrier about what was missed");

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<SpanInfo> All { get; } = [Callback, Commit, Turn, Step, Command, Probe];

    /// <summary>Whether anybody listens; else nothing is made, not even a tag.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Says on a span that it failed; what of, in words that hold no number.</summary>
    public static void Fail(this Activity? span, string why) => span?.SetStatus(ActivityStatusCode.Error, Masking.Of(why));
}
