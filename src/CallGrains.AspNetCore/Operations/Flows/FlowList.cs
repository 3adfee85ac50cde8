using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The flows of this program, and those that live calls need.</summary>
/// <param name="Items">By name and version.</param>
public sealed record FlowList(IReadOnlyList<FlowInfo> Items)
{
    internal static IResult Of(IReadOnlyList<FlowCount> counts) =>
        TypedResults.Json(new FlowList([.. counts.Select(c => new FlowInfo(c.Flow, c.Version, c.Live, c.Ending, StateOf(c)))]), OperationsJson.Wire.FlowList);

    private static string StateOf(FlowCount count) => count switch
    {
        { IsMissing: true } => "missing",
        { MayRetire: true } => "drained",
        { IsNewest: true } => "newest",
        _ => "draining",
    };
}

/// <summary>One version of a flow.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Live">Calls and threads that are live.</param>
/// <param name="Ending">Those that are over but have work left to do.</param>
/// <param name="State">
/// <c>newest</c>: new calls begin with it. <c>draining</c>: older, and still needed. <c>drained</c>: older, and needed
/// no more: its class may go. <c>missing</c>: needed, but this program does not have its class; its calls wait where
/// they stand.
/// </param>
public sealed record FlowInfo(string Flow, int Version, long Live, long Ending, string State);
