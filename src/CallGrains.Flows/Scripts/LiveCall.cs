namespace CallGrains.Flows;

/// <summary>
/// A call that another flow has, as it may be told by a signal: enough to connect with it
/// (<see cref="CallContext.BridgeAsync(LiveCall)"/>).
/// </summary>
/// <param name="Address">Its grain's address, as <see cref="FlowAddress.ToString"/> writes it.</param>
/// <param name="CallId">The carrier's id of it.</param>
/// <param name="Carrier">Its carrier: two calls are connected only within one.</param>
public sealed record LiveCall(string Address, string CallId, string Carrier);
