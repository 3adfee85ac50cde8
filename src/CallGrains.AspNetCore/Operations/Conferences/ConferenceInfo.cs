using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Where a conference stands. Over the years one name has many conferences, one after the other.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Address">Its grain's address, <c>conference/{id}</c>.</param>
/// <param name="State">Whether somebody is in it or waits for it (<c>live</c>), or nobody (<c>ended</c>).</param>
public sealed record ConferenceInfo(string Id, string Address, [property: JsonConverter(typeof(CallStateConverter))] GrainState State)
{
    /// <summary>Its flow; the framework's own, <c>plain-conference</c>, when it has none.</summary>
    public required string Flow { get; init; }

    /// <summary>The flow's version, pinned when the name was first used.</summary>
    public required int Version { get; init; }

    /// <summary>Our number that hosts it; null when that is not known.</summary>
    public string? Number { get; init; }

    /// <summary>When its first entry was journalled.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What stops its flow; null when nothing does.</summary>
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

    internal static ConferenceInfo Of(GrainSummary summary) => new(summary.Address.Id, summary.Address.ToString(), summary.State)
    {
        Flow = summary.Flow,
        Version = summary.FlowVersion,
        Number = summary.From,
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

/// <summary>One page of conferences.</summary>
/// <param name="Items">The conferences, newest first.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null at the end.</param>
public sealed record ConferencePage(IReadOnlyList<ConferenceInfo> Items, string? Next)
{
    internal static ConferencePage Of(GrainPage page) => new([.. page.Items.Select(ConferenceInfo.Of)], page.Next);
}
