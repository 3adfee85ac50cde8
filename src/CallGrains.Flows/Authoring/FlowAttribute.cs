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

    /// <summary>
    /// Whether the flow handles secrets, such as PINs and card numbers: then gathers, sentences and tones may be
    /// <c>sensitive</c>, and the journal's key is needed (<c>CallGrains:JournalKeys</c>). Encrypted are then all keys
    /// that are pressed in its calls, the digits and sentences of what is sensitive, transcriptions, the values and
    /// errors of steps, and the state of handlers. Tags, names, arguments, signals, status and result are not. For
    /// calls only; false by default.
    /// </summary>
    public bool Sensitive { get; init; }

    /// <summary>
    /// What a caller hears when the flow cannot go on; then the call is hung up. It counts before the settings
    /// (<c>CallGrains:Grains:FallbackSentence</c>), also for older versions whose class is gone. Empty for nothing,
    /// whatever the settings say; null for what they say. For calls only, 1 to 1000 characters.
    /// </summary>
    public string? FallbackSentence { get; init; }

    /// <summary>
    /// Whom such a caller is transferred to instead: a number in E.164, or a SIP address. Null for nobody.
    /// </summary>
    public string? FallbackTransferTo { get; init; }

    /// <summary>
    /// How many seconds such a caller waits for the flow to be mended, where it names a fallback of its own; 0 by
    /// default.
    /// </summary>
    public double FallbackAfterSeconds { get; init; }
}
