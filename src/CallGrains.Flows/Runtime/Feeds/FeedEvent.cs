using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Flows.Runtime;

/// <summary>Something that happened to a grain, for those who are told.</summary>
/// <param name="Type">What it is, one of <see cref="FeedTypes"/>.</param>
/// <param name="Sequence">The number of the entry that says so.</param>
/// <param name="Rank">Its place among what the same entry says.</param>
internal sealed record FeedEvent(string Type, long Sequence, int Rank)
{
    private const int Ranks = 8;

    /// <summary>What is told of a text; null for anything else.</summary>
    public FeedText? Text { get; init; }

    /// <summary>Its place among all events of its grain.</summary>
    public long Position => (Sequence * Ranks) + Rank;

    /// <summary>
    /// The same for ever: it follows from the grain and the entry, so that one that is delivered twice is recognized.
    /// </summary>
    public string IdAt(FlowAddress address) =>
        "evt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{address}#{Position}")).AsSpan(0, 16));
}

/// <summary>What is told of one text.</summary>
/// <param name="Id">The carrier's id; null where the carrier did not take it.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Text">What was written; null where the carrier does not say.</param>
/// <param name="Code">The carrier's code of a failure or a receipt; null for none.</param>
/// <param name="Description">The code in words; null for none.</param>
internal sealed record FeedText(string? Id, string From, string To, string? Text, string? Code, string? Description);

/// <summary>The types of events.</summary>
internal static class FeedTypes
{
    public const string Started = "started", Answered = "answered", Ended = "ended", Completed = "completed";
    public const string Stopped = "flow.stopped", Resumed = "flow.resumed", Message = "message.";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "call.started", "call.answered", "call.ended", "call.completed",
        "conference.started", "conference.ended",
        "message.received", "message.queued", "message.sending", "message.sent", "message.waiting", "message.delivered", "message.failed",
        Stopped, Resumed,
    ];

    /// <summary>What an event of a carrier says of a text; null where the carrier says nothing known.</summary>
    public static string? Of(MessageEvent e)
    {
        var state = Wire.Lower(string.IsNullOrEmpty(e.DeliveryState) ? e.State : e.DeliveryState);
        return state is MessageState.Error or DeliveryState.NotDelivered ? Message + "failed"
            : state is MessageState.Received or MessageState.Queued or MessageState.Sending or MessageState.Sent or DeliveryState.Waiting or DeliveryState.Delivered ? Message + state
            : null;
    }

    /// <summary>Whether a pattern (<c>call.ended</c>, <c>call.*</c>, <c>*</c>) means a type.</summary>
    public static bool Matches(string pattern, string type) =>
        pattern.EndsWith('*') ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == type;
}
