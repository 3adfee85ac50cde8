namespace CallGrains.Simulator.Calls;

/// <summary>An entry of the carrier's own log of a call, listed under <c>/calls/{id}/events</c>.</summary>
internal sealed record CallEvent(string Id, DateTimeOffset Time, string Name, string? Data);
