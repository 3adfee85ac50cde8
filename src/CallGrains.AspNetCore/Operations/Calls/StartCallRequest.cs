using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>A call to place.</summary>
/// <param name="Flow">The flow that runs on it, by name.</param>
/// <param name="From">One of our numbers: E.164 (+15550100) or a SIP address (sip:…).</param>
/// <param name="To">Who is called: E.164 (+15550100) or a SIP address (sip:…).</param>
/// <param name="Args">What the flow is given as <c>call.Args</c>: any JSON value, or nothing.</param>
/// <param name="RingTimeout">How many seconds it rings: above 0, up to 300; nothing for 60.</param>
/// <param name="At">
/// When it is placed: ISO 8601 with its offset, up to 366 days ahead; nothing for at once. Until then it can be hung
/// up.
/// </param>
/// <param name="Carrier">The one carrier that may place it; nothing for whichever the host's routes choose.</param>
public sealed record StartCallRequest(string Flow, string From, string To, JsonElement? Args = null, double? RingTimeout = null, DateTimeOffset? At = null, string? Carrier = null);

/// <summary>A call that will be placed, whatever becomes of this process.</summary>
/// <param name="Id">Its id here; the carrier's own comes later (<see cref="CallInfo.CarrierId"/>).</param>
public sealed record CallStarted(string Id);

/// <summary>A message that will be acted on, whatever becomes of this process.</summary>
/// <param name="Id">Names this sending; the same <c>Idempotency-Key</c> gives the same id.</param>
/// <param name="Disposition">What was made of it: <c>accepted</c>, or <c>duplicate</c> when it was here
/// before.</param>
public sealed record MessageTaken(string Id, [property: System.Text.Json.Serialization.JsonPropertyName("verdict")] string Disposition);
