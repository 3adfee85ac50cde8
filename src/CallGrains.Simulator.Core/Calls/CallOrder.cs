using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Calls;

/// <summary>What a call is created with.</summary>
internal sealed record CallOrder(string From, string To)
{
    public const int DefaultTimeoutSeconds = 60;
    public const int MaxTimeoutSeconds = 300;

    public CallbackTarget? Callback { get; init; }

    /// <summary>How long it rings.</summary>
    public int TimeoutSeconds { get; init; } = DefaultTimeoutSeconds;

    public string? Tag { get; init; }

    public RecordingSettings Recording { get; init; } = RecordingSettings.Off;

    public IReadOnlyList<(string Name, string Value)> SipHeaders { get; init; } = [];

    /// <summary>The application it rings at; null for outbound calls.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The name the caller's network gives, for inbound calls.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What stands for a number that is withheld.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whether the caller withholds the number.</summary>
    public bool WithholdsNumber { get; init; }

    /// <summary>From whom it was diverted before (the SIP Diversion header).</summary>
    public JsonObject? Diversion { get; init; }

    /// <summary>The conference it is for; it joins only by a request of its own.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>Whether the answer to its <c>answer</c> callback drives it.</summary>
    public bool IsScripted { get; init; }

    /// <summary>Whether a transfer creates it.</summary>
    public bool IsTransferTarget { get; init; }

    /// <summary>Whether it stands in for an application out of reach: its caller has nobody to go back to.</summary>
    public bool IsDiversion { get; init; }
}
