using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Where a call stands.</summary>
/// <param name="Id">Its id: the carrier's of an inbound call, ours (<c>o-…</c>) of an outbound one.</param>
/// <param name="Address">Its grain's address, <c>call/{id}</c>.</param>
/// <param name="State">Whether it is there (<c>live</c>), over with work left to do (<c>ending</c>), or done
/// (<c>ended</c>).</param>
public record CallInfo(string Id, string Address, [property: JsonConverter(typeof(CallStateConverter))] GrainState State)
{
    /// <summary>The flow that answers; empty when none does.</summary>
    public required string Flow { get; init; }

    /// <summary>The flow's version, pinned when the call began.</summary>
    public required int Version { get; init; }

    /// <summary><c>in</c> or <c>out</c>; null before the call has begun.</summary>
    public string? Direction { get; init; }

    /// <summary>The calling party.</summary>
    public string? From { get; init; }

    /// <summary>The called party.</summary>
    public string? To { get; init; }

    /// <summary>The carrier's id of the call; null until it is known.</summary>
    public string? CarrierId { get; init; }

    /// <summary>When its first entry was journalled.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended, in the carrier's words (<c>NORMAL_CLEARING</c>) or ours; null before.</summary>
    public string? Cause { get; init; }

    /// <summary>What stops its flow; null when nothing does.</summary>
    public string? Fault { get; init; }

    /// <summary>What the flow last said of itself (<c>SetStatus</c>); null when it said nothing.</summary>
    public string? Status { get; init; }

    /// <summary>What the flow has come to (<c>SetResult</c>); null when it has set nothing.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>
    /// When it wants to be woken next: by a timer, to be placed, or to ask the carrier; null for never.
    /// </summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>Commands whose outcome is not journalled yet.</summary>
    public required int PendingEffects { get; init; }

    /// <summary>The number of its last journal entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>The trace that all its spans are in, in 32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    internal static CallInfo Of(GrainSummary summary) => new(summary.Address.Id, summary.Address.ToString(), summary.State)
    {
        Flow = summary.Flow,
        Version = summary.FlowVersion,
        Direction = summary.Direction,
        From = summary.From,
        To = summary.To,
        CarrierId = summary.CarrierId,
        CreatedAt = summary.CreatedAt,
        EndedAt = summary.EndedAt,
        Cause = summary.Cause,
        Fault = summary.Fault,
        Status = summary.Status,
        Result = summary.Result is { } result ? JsonElement.Parse(result) : null,
        WakeAt = summary.WakeAt,
        PendingEffects = summary.PendingEffects,
        Sequence = summary.Sequence,
        TraceId = CallGrainsTelemetry.TraceIdOf(summary.Address).ToHexString(),
    };
}

/// <summary>Where a call stands, and what it was started with.</summary>
public sealed record CallDetails : CallInfo
{
    [SetsRequiredMembers]
    private CallDetails(CallInfo info)
        : base(info)
    {
    }

    /// <summary>What the flow was given as <c>call.Args</c>; null for nothing.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>When it is to be placed, or was; null for one that was placed at once, or came in.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// Where in its source the flow waits: its own method, then those of its author that it waits for. Null where it
    /// was not asked for (<c>position=true</c>), or is not known: a flow of handlers, one that is over or stopped, or
    /// that this program has no PDB of.
    /// </summary>
    public IReadOnlyList<CodeLine>? Position { get; init; }

    internal static CallDetails Of(GrainSummary summary, BeginEntry? begin, IReadOnlyList<CodeLine>? position) =>
        new(CallInfo.Of(summary)) { Args = begin?.Args, At = begin?.PlaceAt, Position = position };
}

/// <summary>A line of a flow's source.</summary>
/// <param name="Method">The class and the method.</param>
/// <param name="File">The file, as the compiler was given it.</param>
/// <param name="Line">The line of the <c>await</c>, from 1.</param>
public sealed record CodeLine(string Method, string File, int Line);

/// <summary>One page of calls.</summary>
/// <param name="Items">The calls, newest first.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null at the end.</param>
public sealed record CallPage(IReadOnlyList<CallInfo> Items, string? Next)
{
    internal static CallPage Of(GrainPage page) => new([.. page.Items.Select(CallInfo.Of)], page.Next);
}

/// <summary>States in the API's spelling.</summary>
internal sealed class CallStateConverter() : JsonStringEnumConverter<GrainState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
