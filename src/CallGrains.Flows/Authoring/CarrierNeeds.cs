namespace CallGrains.Flows;

/// <summary>
/// Which commands a carrier must have for a method, or for a flow. Methods of this library carry it; put it on a flow,
/// or on a method of your own, that commands a call in a way that cannot be seen in its code (<c>docs/carriers.md</c>).
/// </summary>
/// <param name="commands">The types of the commands.</param>
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
/// <param name="commands">The types of the commands.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class DoesWithoutAttribute(params Type[] commands) : Attribute
{
    /// <summary>The types of the commands.</summary>
    public IReadOnlyList<Type> Commands { get; } = commands;
}
