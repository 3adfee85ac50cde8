namespace CallGrains;

/// <summary>The carriers of this process, by name.</summary>
public sealed class CarrierSet
{
    private readonly Dictionary<string, ICarrier> _carriers;

    /// <summary>The carriers of this process.</summary>
    /// <param name="carriers">One for each name.</param>
    public CarrierSet(IEnumerable<ICarrier> carriers)
    {
        List<ICarrier> all = [.. carriers];
        _carriers = all.ToDictionary(c => c.Name, StringComparer.Ordinal);
        All = all;
        Default = all.Count > 0 ? all[0] : null;
    }

    /// <summary>All of them, the default one first.</summary>
    public IReadOnlyList<ICarrier> All { get; }

    /// <summary>The carrier of whatever names none: the first that was added; null when there is none.</summary>
    public ICarrier? Default { get; }

    /// <summary>A carrier; null when this process does not have it.</summary>
    /// <param name="name">The carrier's name.</param>
    public ICarrier? Find(string name) => _carriers.GetValueOrDefault(name);
}
