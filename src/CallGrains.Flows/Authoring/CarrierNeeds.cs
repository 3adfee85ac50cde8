namespace CallGrains.Flows;

/// <summary>
/// Which commands a carrier must have for a method, or for a flow. Methods of this library carry it; put it on a flow,
/// or on a method of your own, that commands a call in a way that cannot be seen in its code (<c>docs/carriers.md</c>).
/// </summary>
/// <param name="commands">The types of the commands, and of options as <see cref="MachineDetection"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = true)]
public sealed class NeedsCommandAttribute(params Type[] commands) : Attribute
{
    /// <summary>The types of the commands.</summary>
    public IReadOnlyList<Type> Commands { get; } = commands;
}

/// <summary>
/// Says of a flow that it handles the outcome <c>not-supported</c> of these commands: a host starts with it although
/// the carrier of its number lacks them.
/// </summary>
/// <param name="commands">The types of the commands, and of options as <see cref="MachineDetection"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class DoesWithoutAttribute(params Type[] commands) : Attribute
{
    /// <summary>The types of the commands.</summary>
    public IReadOnlyList<Type> Commands { get; } = commands;
}

/// <summary>
/// The calls that are placed for a flow are placed so that the carrier finds out whether a person or a machine answers:
/// <see cref="CallContext.AnsweredByAsync(TimeSpan?)"/> and <see cref="CallFlow{TState}.OnMachine"/> tell it. A carrier
/// without <see cref="MachineDetection"/> refuses such a call (<c>not-supported</c>), and another one is tried where
/// there is one. For flows of calls; it changes nothing for calls that come in.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DetectsMachinesAttribute : Attribute
{
    /// <summary>Whether the end of a machine's greeting is told as well; false by default.</summary>
    public bool Greeting { get; init; }
}
