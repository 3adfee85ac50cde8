using System.Collections.Frozen;

namespace CallGrains;

/// <summary>What a carrier can do. It is declared, so that nothing has to be tried out.</summary>
public sealed class CarrierCapabilities
{
    private readonly FrozenSet<Type> _commands;

    /// <summary>States what a carrier can do.</summary>
    /// <param name="commands">The types of the commands that it has, and of options as
    /// <see cref="MachineDetection"/>.</param>
    public CarrierCapabilities(params IEnumerable<Type> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        _commands = commands.ToFrozenSet();
    }

    /// <summary>
    /// The types of the commands that it has, and of those options of commands that not every carrier has
    /// (<see cref="MachineDetection"/>). Any other is refused before it is sent.
    /// </summary>
    public IReadOnlySet<Type> Commands => _commands;

    /// <summary>What a command needs that the carrier lacks: a type as in <see cref="Commands"/>; null for
    /// nothing.</summary>
    /// <param name="command">The command.</param>
    public Type? LackingOf(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return !_commands.Contains(command.GetType()) ? command.GetType()
            : command is CreateCallCommand { Machines: not null } && !_commands.Contains(typeof(MachineDetection)) ? typeof(MachineDetection)
            : null;
    }

    /// <summary>
    /// How long it knows a request again, and drops a second one, where a command's policy is
    /// <see cref="DeliveryPolicy.Deduplicated"/>.
    /// </summary>
    public TimeSpan IdempotencyWindow { get; init; }

    /// <summary>
    /// Whether a conference can be there before anybody is in it; true by default. Where it cannot, its creation only
    /// gives it a name: it is made with its first member, and nothing is told of it before.
    /// </summary>
    public bool MakesEmptyConferences { get; init; } = true;

    /// <summary>
    /// Whether an event tells that a member of a conference was muted or put on hold; true by default. Where none does,
    /// the carrier's answer to the command is the proof, and the host makes the event of it.
    /// </summary>
    public bool TellsMemberChanges { get; init; } = true;
}
