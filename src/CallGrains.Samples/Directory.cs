namespace CallGrains.Samples;

/// <summary>Who is on duty.</summary>
public interface IDirectory
{
    /// <summary>The agent of a team.</summary>
    /// <param name="team"><c>sales</c> or <c>support</c>.</param>
    Task<Agent> FindAsync(string team);
}

/// <summary>Somebody to transfer to.</summary>
/// <param name="Number">E.164.</param>
public sealed record Agent(string Number);

/// <summary>
/// The sample's directory: one number a team, both phones of the simulator. Stands for a database or a service.
/// </summary>
public sealed class SampleDirectory : IDirectory
{
    /// <inheritdoc/>
    public Task<Agent> FindAsync(string team) => Task.FromResult(new Agent(team == "sales" ? "+15550198" : "+15550199"));
}
