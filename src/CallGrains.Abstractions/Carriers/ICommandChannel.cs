namespace CallGrains;

/// <summary>
/// A carrier's way for commands: one attempt at each, and what is done when nobody can tell how it went. Retries, order
/// and the decision to ask are the effect runner's.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface ICommandChannel
{
    /// <summary>What is done when it is not known whether the command reached this carrier.</summary>
    /// <param name="command">One of <see cref="CarrierCapabilities.Commands"/>. Those to other grains
    /// (<see cref="GrainCommand"/>) do not come here.</param>
    /// <exception cref="ArgumentException">This carrier has no such command.</exception>
    DeliveryPolicy PolicyOf(Command command);

    /// <summary>Sends one command, once.</summary>
    /// <param name="request">The command, and what the wire needs besides.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it took effect is then in doubt.</param>
    /// <returns>The carrier's id of what was created; null when nothing was, or its answer does not say.</returns>
    /// <exception cref="CarrierException">It failed; <see cref="CarrierException.Effect"/> says how far it
    /// got.</exception>
    Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken);
}
