using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Callbacks;

/// <summary>One event on its way to an application.</summary>
/// <remarks>
/// Subject is the id of the call, conference or message it tells of. GetOnly are fields that only the GET form carries.
/// Reply is the REST answer that must be out first; null when no request caused the event. WhenLost runs when neither
/// the URL nor the fallback took it.
/// </remarks>
internal sealed record Delivery(string Subject, string EventType, CallbackTarget Target, JsonObject Event, JsonObject? GetOnly, Task? Reply)
{
    public Action? WhenLost { get; init; }

    /// <summary>Runs with the body of the answer that took it, perhaps empty; null when nobody reads it.</summary>
    public Action<string>? WhenAnswered { get; init; }

    /// <summary>The fault that an order did to it, for the history.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Whether a fault keeps it from being sent; it goes down the line all the same, for its place in the history.
    /// </summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether it ends its call or conference.</summary>
    public bool IsLast => EventType is "hangup" or "call.hangup" || (EventType == "conference" && (string?)Event["status"] == "completed");

    public string? CallId { get; init; } = (string?)Event["callId"];
}
