using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// Who has answered a call that we placed with <see cref="MachineDetection"/>. Comes once, some seconds after the
/// answer.
/// </summary>
public sealed record MachineEvent() : CallEvent(EventTypes.Machine)
{
    /// <summary>Who it is, one of <see cref="MachineResult"/>; null when not sent.</summary>
    public string? Result { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId);
}

/// <summary>
/// A machine's greeting is over. Comes once, where <see cref="MachineDetection.Greeting"/> was asked.
/// </summary>
public sealed record MachineGreetingEvent() : CallEvent(EventTypes.MachineGreeting)
{
    /// <summary>How it ended, one of <see cref="MachineGreetingResult"/>; null when not sent.</summary>
    public string? Result { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId);
}

/// <summary>Known values of <see cref="MachineEvent.Result"/>; the set is open.</summary>
public static class MachineResult
{
    /// <summary>A person.</summary>
    public const string Human = "human";

    /// <summary>A machine: it takes messages, or receives a fax.</summary>
    public const string Machine = "machine";

    /// <summary>The carrier cannot tell.</summary>
    public const string Unknown = "unknown";
}

/// <summary>Known values of <see cref="MachineGreetingEvent.Result"/>; the set is open.</summary>
public static class MachineGreetingResult
{
    /// <summary>A beep was heard: it records.</summary>
    public const string Beep = "beep";

    /// <summary>It is silent; no beep was heard.</summary>
    public const string Silence = "silence";

    /// <summary>The carrier cannot tell.</summary>
    public const string Unknown = "unknown";
}
