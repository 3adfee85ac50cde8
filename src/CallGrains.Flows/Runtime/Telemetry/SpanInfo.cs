using System.Diagnostics;

namespace CallGrains.Flows.Runtime;

/// <summary>One kind of span: what docs/metrics.md says of it is generated from here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is to others.</param>
/// <param name="Tags">Its tags beside <see cref="Spans.Grain"/>.</param>
/// <param name="Meaning">What it measures.</param>
internal sealed record SpanInfo(string Name, ActivityKind Kind, string[] Tags, string Meaning)
{
    /// <summary>
    /// A span of a grain; null when nobody listens. All of a grain are in one trace, which follows from its address
    /// (<see cref="CallGrainsTelemetry.TraceIdOf"/>). What is under way in another trace (the carrier's request,
    /// another grain's flow, whether sampled or not) is linked.
    /// </summary>
    /// <param name="grain">The grain.</param>
    /// <param name="cause">What brought it about; null for what is under way.</param>
    public Activity? Start(FlowAddress grain, Activity? cause = null)
    {
        if (!Spans.IsOn)
        {
            return null;
        }

        var trace = CallGrainsTelemetry.TraceIdOf(grain);
        var current = cause ?? Activity.Current;
        var isOwn = current is { Recorded: true } && current.TraceId == trace;
        var parent = isOwn ? current!.Context : new ActivityContext(trace, default, ActivityTraceFlags.Recorded, isRemote: true);
        ActivityLink[]? links = isOwn || Other(current) is not { } other ? null : [new ActivityLink(other)];
        return Spans.Source.StartActivity(Name, Kind, parent, links: links)?.SetTag(Spans.Grain, Masking.Of(grain));
    }

    /// <summary>What is under way, or who asked for it where it is not recorded itself.</summary>
    private static ActivityContext? Other(Activity? current) => current switch
    {
        null => null,
        { Recorded: true } => current.Context,
        { Parent: null } when current.ParentSpanId != default => new ActivityContext(current.TraceId, current.ParentSpanId, current.ActivityTraceFlags, isRemote: true),
        _ => null,
    };
}
