namespace CallGrains.Commands;

/// <summary>
/// Has the carrier find out whether a person or a machine answers a call that we place; one <c>machine</c> event
/// follows the answer. Not every carrier can: <see cref="CarrierCapabilities.Commands"/> has this type where it does.
/// </summary>
public sealed record MachineDetection
{
    /// <summary>
    /// Whether the end of a machine's greeting is told as well, by a <c>machine-greeting</c> event: then a message can
    /// be left. False by default.
    /// </summary>
    public bool Greeting { get; init; }
}
