using System.Collections.Frozen;

namespace CallGrains;

/// <summary>What a carrier can do. It is declared, so that nothing has to be tried out.</summary>
public sealed class CarrierCapabilities
{
    private readonly FrozenSet<Type> _commands;

    /// <summary>States what a carrier can do.</summary>
    /// <param name="commands">The types of the commands that it has.</param>
    public CarrierCapabilities(params IEnumerable<Type> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        _commands = commands.ToFrozenSet();
    }

    /// <summary>The types of the commands that it has. Any other is refused before it is sent.</summary>
    public IReadOnlySet<Type> Commands => _commands;

    /// <summary>
    /// How long it knows a request again, and drops a second one, where a command's policy is
    /// <see cref="DeliveryPolicy.Deduplicated"/>.
    /// </summary>
    public TimeSpan IdempotencyWindow { get; init; }
}
