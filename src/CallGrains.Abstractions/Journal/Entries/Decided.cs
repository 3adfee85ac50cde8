using System.Text.Json.Serialization;

namespace CallGrains.Journals;

/// <summary>One thing that a flow decided. On replay, the flow must decide the same things in the same order.</summary>
/// <param name="Id">Its number within the grain: from 1 for the flow's, negative for the host's.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CommandDecided), "command")]
[JsonDerivedType(typeof(StepDecided), "step")]
[JsonDerivedType(typeof(TimerDecided), "timer")]
[JsonDerivedType(typeof(TimerCancelled), "cancelTimer")]
[JsonDerivedType(typeof(PatchDecided), "patch")]
[JsonDerivedType(typeof(LockDecided), "lock")]
public abstract record Decided(int Id)
{
    /// <summary>What must be the same on replay, in words for people.</summary>
    [JsonIgnore]
    public abstract string Signature { get; }
}

/// <summary>A command to the carrier.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Command">What is asked.</param>
public sealed record CommandDecided(int Id, Command Command) : Decided(Id)
{
    /// <summary>The leg it acts on: 0 for the grain's own call.</summary>
    public int Leg { get; init; }

    /// <summary>The author's tag.</summary>
    public string? Tag { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => Leg == 0 ? Command.GetType().Name : $"{Command.GetType().Name} on leg {Leg}";
}

/// <summary>A side effect whose result is remembered.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">The name the author gave it.</param>
public sealed record StepDecided(int Id, string Name) : Decided(Id)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => $"step '{Name}'";
}

/// <summary>A timer.</summary>
/// <param name="Id">Its number.</param>
/// <param name="DueAt">When it fires.</param>
public sealed record TimerDecided(int Id, DateTimeOffset DueAt) : Decided(Id)
{
    /// <summary>The name a <c>CallFlow</c> gave it; null in scripts.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => Name is null ? "timer" : $"timer '{Name}'";
}

/// <summary>A timer is no longer wanted.</summary>
/// <param name="Id">Its own number.</param>
/// <param name="Timer">The timer's number.</param>
public sealed record TimerCancelled(int Id, int Timer) : Decided(Id)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => $"end of timer {Timer}";
}

/// <summary>A change of the script took effect for this call.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Patch">The patch's name.</param>
public sealed record PatchDecided(int Id, string Patch) : Decided(Id)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => $"patch '{Patch}'";
}

/// <summary>A conference was locked, or unlocked.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsLocked">Which.</param>
public sealed record LockDecided(int Id, bool IsLocked) : Decided(Id)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Signature => IsLocked ? "lock" : "unlock";
}
