using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Those who are told what happens.</summary>
/// <param name="Items">By name.</param>
public sealed record EventReceiverList(IReadOnlyList<EventReceiverInfo> Items);

/// <summary>Somebody who is told what happens.</summary>
/// <param name="Name">The name of the settings.</param>
/// <param name="Place">Where it listens, without its query; null where it is no webhook.</param>
/// <param name="IsConfigured">Whether the settings still have it; false for one that only the journal keeps events
/// for.</param>
/// <param name="ShowsNumbers">Whether it gets numbers and texts as they are.</param>
/// <param name="Waiting">Events that it has not taken yet, of all processes.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="OldestAt">When the oldest of those that wait was journalled; null when none waits.</param>
public sealed record EventReceiverInfo(string Name, string? Place, bool IsConfigured, bool ShowsNumbers, long Waiting, long Dead, DateTimeOffset? OldestAt)
{
    /// <summary>When it last took an event from this process; null for never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when it has taken none from this process; null when the last try went well.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why a delivery of this process failed last; null when none did.</summary>
    public string? LastError { get; init; }
}

/// <summary>One page of dead letters.</summary>
/// <param name="Items">The events, the oldest first.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null at the end.</param>
public sealed record DeadEventPage(IReadOnlyList<DeadEvent> Items, string? Next);

/// <summary>An event that is not tried any more.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Receiver">Who did not take it.</param>
/// <param name="Type">What it is.</param>
/// <param name="Address">The grain that it tells of.</param>
/// <param name="At">When it was journalled.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="Event">What the receiver would get.</param>
public sealed record DeadEvent(string Id, string Receiver, string Type, string Address, DateTimeOffset At, int Attempts, string? Error, JsonElement Event)
{
    internal static DeadEvent Of(FeedItem item) => new(item.Id, item.Receiver, item.Type, item.Address.ToString(), item.At, item.Attempts, item.Error, JsonElement.Parse(item.Body.Span));
}

/// <summary>Which dead letters are to be tried again: one of the fields, or both.</summary>
/// <param name="Id">The event with this id; null for all.</param>
/// <param name="Receiver">Those of this receiver; null for all.</param>
public sealed record RedeliverEvents(string? Id, string? Receiver);

/// <summary>What is tried again.</summary>
/// <param name="Count">How many events.</param>
public sealed record EventsRedelivered(long Count);
