using System.Diagnostics;
using OpenTelemetry;

namespace CallGrains.OpenTelemetry;

/// <summary>
/// Looks through Orleans' spans before they are exported. It masks what they say: a message thread's grain is named by
/// two phone numbers. And it drops those of the sweepers, which every silo pokes every few seconds and which wake
/// grains: each would be a trace of its own, of nothing. Safe for many threads.
/// </summary>
internal sealed class GrainCallProcessor : BaseProcessor<Activity>
{
    /// <summary>The source of spans of calls to grains.</summary>
    public const string Source = "Microsoft.Orleans.Application";

    private static readonly string[] Sweeping = ["ISweeperGrain/", "IFlowGrain/WakeAsync"];
    private static readonly string[] Tags = ["orleans.rpc.target_id", "orleans.rpc.source_id", "exception.message", "exception.stacktrace"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source)
        {
            return;
        }

        if (Sweeping.Any(s => data.OperationName.StartsWith(s, StringComparison.Ordinal)))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        foreach (var tag in Tags)
        {
            if (data.GetTagItem(tag) is string text)
            {
                data.SetTag(tag, Masking.Of(text));
            }
        }
    }
}
