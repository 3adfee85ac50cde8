namespace CallGrains.Events;

/// <summary>A callback is malformed. It names the field and the fault, for the carrier's log and for ours.</summary>
/// <param name="field">The field at fault by its wire name, or <c>body</c> for the whole.</param>
/// <param name="fault">What is wrong with which value, and what to send instead.</param>
/// <param name="inner">What was thrown underneath; null when nothing was.</param>
public sealed class EventFormatException(string field, string fault, Exception? inner = null)
    : Exception($"{field}: {fault}", inner)
{
    /// <summary>The <see cref="Field"/> of faults that concern the whole body.</summary>
    public const string Body = "body";

    /// <summary>The field at fault by its wire name, or <see cref="Body"/>.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with which value, and what to send instead.</summary>
    public string Fault { get; } = fault;
}
