using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>A conversation by text to begin.</summary>
/// <param name="From">One of our numbers: E.164 (+15550105) or a short code.</param>
/// <param name="To">With whom: E.164 or a short code.</param>
/// <param name="Flow">The flow that writes, by name; nothing for the one that our number is bound to.</param>
/// <param name="Args">What the flow is given (<c>thread.Args</c>, <c>OnBegin</c>): any JSON value, or nothing.</param>
public sealed record BeginThreadRequest(string From, string To, string? Flow = null, JsonElement? Args = null);

/// <summary>A conversation that will begin, whatever becomes of this process.</summary>
/// <param name="Id">The thread's id.</param>
/// <param name="MessageId">Names this sending; the same <c>Idempotency-Key</c> gives the same.</param>
public sealed record ThreadBegun(string Id, string MessageId);

/// <summary>A text to send.</summary>
/// <param name="Text">1 to 2048 characters; may be empty with media.</param>
/// <param name="Media">The URLs of pictures and other files: http or https, at most 10; nothing for none.</param>
/// <param name="Carrier">The one carrier that may send it; nothing for one that serves our number.</param>
public sealed record SendTextRequest(string Text, IReadOnlyList<Uri>? Media = null, string? Carrier = null);
