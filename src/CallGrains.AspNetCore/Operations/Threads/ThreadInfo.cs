using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Where a message thread stands.</summary>
/// <param name="Id">Its id: our number, <c>~</c>, the other side's number.</param>
/// <param name="Address">Its grain's address, <c>thread/{id}</c>.</param>
/// <param name="State">Whether something is under way (<c>live</c>), or it waits for the next text alone
/// (<c>ended</c>).</param>
public sealed record ThreadInfo(string Id, string Address, [property: JsonConverter(typeof(CallStateConverter))] GrainState State)
{
    /// <summary>The flow that answers; empty when none does.</summary>
    public required string Flow { get; init; }

    /// <summary>The flow's version, pinned when the thread began.</summary>
    public required int Version { get; init; }

    /// <summary>Our number.</summary>
    public required string Own { get; init; }

    /// <summary>The other side's number.</summary>
    public required string Peer { get; init; }

    /// <summary>Whether the other side has stopped texts (STOP): none can be sent then.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>When its first entry was journalled.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What stops its flow, or ended its last conversation; null when nothing did.</summary>
    public string? Fault { get; init; }

    /// <summary>What the flow last said of itself (<c>SetStatus</c>); null when it said nothing.</summary>
    public string? Status { get; init; }

    /// <summary>What the flow has come to (<c>SetResult</c>); null when it has set nothing.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>When it wants to be woken next; null for never.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>Commands whose outcome is not journalled yet.</summary>
    public required int PendingEffects { get; init; }

    /// <summary>The number of its last journal entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>The trace that all its spans are in, in 32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    internal static ThreadInfo Of(GrainSummary summary)
    {
        var (own, peer) = ThreadIds.Sides(summary.Address.Id) ?? (summary.From ?? "", summary.To ?? "");
        return new ThreadInfo(summary.Address.Id, summary.Address.ToString(), summary.State)
        {
            Flow = summary.Flow,
            Version = summary.FlowVersion,
            Own = own,
            Peer = peer,
            IsStopped = summary.Cause == "STOPPED",
            CreatedAt = summary.CreatedAt,
            Fault = summary.Fault,
            Status = summary.Status,
            Result = summary.Result is { } result ? JsonElement.Parse(result) : null,
            WakeAt = summary.WakeAt,
            PendingEffects = summary.PendingEffects,
            Sequence = summary.Sequence,
            TraceId = CallGrainsTelemetry.TraceIdOf(summary.Address).ToHexString(),
        };
    }
}

/// <summary>One page of threads.</summary>
/// <param name="Items">The threads, newest first.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null at the end.</param>
public sealed record ThreadPage(IReadOnlyList<ThreadInfo> Items, string? Next)
{
    internal static ThreadPage Of(GrainPage page) => new([.. page.Items.Select(ThreadInfo.Of)], page.Next);
}
