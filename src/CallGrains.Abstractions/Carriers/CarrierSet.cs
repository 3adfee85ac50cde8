namespace CallGrains;

/// <summary>The carriers of this process, by name.</summary>
/// <param name="carriers">One for each name.</param>
public sealed class CarrierSet(IEnumerable<ICarrier> carriers)
{
    private readonly Dictionary<string, ICarrier> _carriers = carriers.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>A carrier; null when this process does not have it.</summary>
    /// <param name="name">The carrier's name.</param>
    public ICarrier? Find(string name) => _carriers.GetValueOrDefault(name);
}
