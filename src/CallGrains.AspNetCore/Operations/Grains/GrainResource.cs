using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>One kind of grain, in the words of the API.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">Its name in the names of operations, such as <c>getCall</c>.</param>
/// <param name="Word">Its name in addresses and sentences.</param>
/// <param name="IdHelp">What its id is.</param>
internal sealed record GrainResource(GrainKind Kind, string Name, string Word, string IdHelp)
{
    public static GrainResource Call { get; } = new(GrainKind.Call, "Call", "call", "The call's id, from startCall or listCalls.");

    public static GrainResource Thread { get; } =
        new(GrainKind.Thread, "Thread", "thread", "The thread's id: our number, ~, the other side's number (+15550100~+15550123), from listThreads.");

    public static GrainResource Conference { get; } = new(GrainKind.Conference, "Conference", "conference", "The conference's name.");

    /// <summary>Its path below <c>/api</c>.</summary>
    public string Plural => Word + "s";

    /// <summary>The grain; null when the id cannot name one.</summary>
    public FlowAddress? Address(string id) =>
        FlowAddress.TryParse($"{Word}/{id}", out var address) && (Kind != GrainKind.Thread || ThreadIds.Sides(id) is not null) ? address : null;

    public Refusal NoSuch(string id) =>
        new(StatusCodes.Status404NotFound, $"No such {Word}", $"There is no {Word} {Refusal.Quote(id)}; GET /api/{Plural} lists the {Plural} there are.");
}
