using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Callbacks;

/// <summary>One event on its way to an application.</summary>
/// <remarks>
/// GetOnly are fields that only the GET form carries. Reply is the REST answer that must be out first; null when no
/// request caused the event.
/// </remarks>
internal sealed record Delivery(string CallId, string EventType, CallbackTarget Target, JsonObject Event, JsonObject? GetOnly, Task? Reply);
