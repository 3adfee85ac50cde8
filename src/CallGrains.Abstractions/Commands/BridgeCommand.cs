namespace CallGrains.Commands;

/// <summary>
/// Lets the call and one of its legs hear each other. No event reports it; when one of the two hangs up, the carrier
/// leaves the other active.
/// </summary>
/// <param name="Other">The operation that dialled the leg.</param>
public sealed record BridgeCommand(int Other) : Command;
