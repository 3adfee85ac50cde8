using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>What the first events of a call share: who calls, and how the call came here.</summary>
public abstract record CallStartEvent : CallPartyEvent
{
    private protected CallStartEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>The application whose number was called; null on SIP calls and in some GET callbacks.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The caller's name or number for display; null when not sent.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the caller asked to hide the number; null when not sent.</summary>
    public bool? WithholdCallerNumber { get; init; }

    /// <summary>Whether the caller asked to hide the name; null when not sent.</summary>
    public bool? WithholdCallerName { get; init; }

    /// <summary>How the call was forwarded before it came here; null when it was not.</summary>
    [JsonConverter(typeof(DiversionConverter))]
    public Diversion? Diversion { get; init; }
}

/// <summary>A call reached one of our numbers, or came from a SIP endpoint. It may still be ringing.</summary>
public sealed record IncomingCallEvent() : CallStartEvent(EventTypes.IncomingCall);

/// <summary>
/// The call was answered: by the callee (outbound), or by us or the application's autoAnswer (inbound).
/// </summary>
public sealed record AnswerEvent() : CallStartEvent(EventTypes.Answer);
