using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>What can end a wait of <see cref="CallContext.WaitAnyAsync"/>.</summary>
public enum OccurrenceKind
{
    /// <summary>Nothing came in time.</summary>
    TimedOut,

    /// <summary>The call is over.</summary>
    HungUp,

    /// <summary>A signal came.</summary>
    Signal,

    /// <summary>A key was pressed.</summary>
    Key,

    /// <summary>A leg is over.</summary>
    LegEnded,
}

/// <summary>What ended a wait of <see cref="CallContext.WaitAnyAsync"/>.</summary>
/// <param name="Kind">What it is.</param>
public sealed record Occurrence(OccurrenceKind Kind)
{
    private JsonElement? _value;

    /// <summary>The signal's name; null when it is none.</summary>
    public string? Signal { get; init; }

    /// <summary>The key; null when it is none.</summary>
    public string? Key { get; init; }

    /// <summary>The leg that ended, or that pressed the key; null for the call itself.</summary>
    public Leg? Leg { get; init; }

    /// <summary>Whether the call is over.</summary>
    public bool HungUp => Kind == OccurrenceKind.HungUp;

    /// <summary>Whether nothing came in time.</summary>
    public bool TimedOut => Kind == OccurrenceKind.TimedOut;

    /// <summary>What the signal carries; the type's default when it carries nothing, or it is no signal.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    public T? ValueAs<T>() => _value is { } value ? value.Deserialize<T>(JsonSerializerOptions.Web) : default;

    internal static Occurrence Of(SignalBox box, string signal, bool takes) => new(OccurrenceKind.Signal) { Signal = signal, _value = takes ? box.Take(signal)!.Value : null };
}
