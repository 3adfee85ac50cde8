namespace CallGrains.Flows;

/// <summary>
/// Names a flow class. A call stays on the name and version it began with; new calls get the highest version.
/// </summary>
/// <param name="name">The flow's name, as in callback paths and the control API: lower-case letters, digits and
/// hyphens.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FlowAttribute(string name) : Attribute
{
    /// <summary>The flow's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The version, 1 by default. Keep the class of the old version registered until its last call has ended.
    /// </summary>
    public int Version { get; init; } = 1;
}
