namespace CallGrains.Samples;

/// <summary>Which PIN opens which room.</summary>
public interface IPinBook
{
    /// <summary>What a PIN opens; null when nobody has it.</summary>
    /// <param name="pin">The digits that were pressed.</param>
    Task<Pass?> FindAsync(string pin);
}

/// <summary>What a PIN opens.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="IsModerator">Whether its bearer opens and closes the room.</param>
public sealed record Pass(string Room, bool IsModerator);

/// <summary>
/// The sample's one room: 1234 for guests, 9999 for its moderator. Stands for a database or a service.
/// </summary>
public sealed class SamplePins : IPinBook
{
    /// <inheritdoc/>
    public Task<Pass?> FindAsync(string pin) => Task.FromResult(pin switch
    {
        "1234" => new Pass("main", IsModerator: false),
        "9999" => new Pass("main", IsModerator: true),
        _ => null,
    });
}
