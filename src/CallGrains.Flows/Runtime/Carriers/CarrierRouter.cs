using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Chooses among the carriers of this process. Of those that may do it: first the ones that are up, then the ones with
/// the longest beginning of the called number, then the cheapest, then the one that serves our number, then the one
/// that was added first. Safe for many threads.
/// </summary>
/// <param name="carriers">The carriers.</param>
/// <param name="health">Which of them are up.</param>
/// <param name="options">What is known of each.</param>
public sealed class CarrierRouter(CarrierSet carriers, CarrierHealth health, IOptions<CarrierRoutingOptions> options)
{
    private static readonly CarrierRoute Nothing = new();

    /// <summary>Whether there is anything to choose.</summary>
    public bool HasSeveral => carriers.All.Count > 1;

    /// <summary>The carriers.</summary>
    public CarrierSet Carriers => carriers;

    /// <summary>Which of them are up.</summary>
    public CarrierHealth Health => health;

    /// <summary>The carriers that serve one of our numbers: those that list it, else the default one.</summary>
    /// <param name="number">Our number.</param>
    public IReadOnlyList<string> OwnersOf(string number) =>
        Listing(number) is { Count: > 0 } listed ? listed : carriers.Default is { } first ? [first.Name] : [];

    /// <summary>The carriers that may place a call, the best first.</summary>
    /// <param name="from">Our number.</param>
    /// <param name="to">Who is called.</param>
    public IReadOnlyList<string> ForCall(string from, string to)
    {
        var owners = OwnersOf(from);
        return Ordered(carriers.All.Select(c => c.Name).Where(name => owners.Contains(name) || Of(name).CallerId is not null), owners, to);
    }

    /// <summary>
    /// The carriers that may send a text, the best first: a number's texts go by the carriers that serve it alone.
    /// </summary>
    /// <param name="from">Our number.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="current">The carrier of the grain that sends it, which serves a number that no carrier
    /// lists.</param>
    public IReadOnlyList<string> ForText(string from, string to, string current)
    {
        var listed = Listing(from);
        return listed.Count == 0 ? [current] : Ordered(listed, listed, to: null);
    }

    /// <summary>What a call shows that a carrier places.</summary>
    /// <param name="carrier">The carrier.</param>
    /// <param name="from">Our number.</param>
    public string CallerIdAt(string carrier, string from) =>
        HasSeveral && Of(carrier).CallerId is { } shown and not CarrierRoute.SameCallerId && !OwnersOf(from).Contains(carrier) ? shown : from;

    /// <summary>The numbers that a carrier lists.</summary>
    /// <param name="carrier">The carrier.</param>
    public IReadOnlyList<string> NumbersOf(string carrier) => [.. Of(carrier).Numbers];

    private List<string> Listing(string number) => [.. carriers.All.Select(c => c.Name).Where(name => Of(name).Numbers.Contains(number))];

    private List<string> Ordered(IEnumerable<string> names, IReadOnlyList<string> owners, string? to) =>
    [
        .. names.Select(name => (Name: name, Way: to is null ? (0, 0m) : WayOf(name, to)))
            .Where(c => c.Way is not null)
            .OrderBy(c => health.Of(c.Name).IsUp ? 0 : 1)
            .ThenByDescending(c => c.Way!.Value.Length)
            .ThenBy(c => c.Way!.Value.Cost)
            .ThenBy(c => owners.Contains(c.Name) ? 0 : 1)
            .Select(c => c.Name),
    ];

    /// <summary>The longest beginning that a carrier has of a number; null when it may not call there.</summary>
    private (int Length, decimal Cost)? WayOf(string carrier, string to)
    {
        var routes = Of(carrier).Routes;
        var best = routes.Where(r => to.StartsWith(r.Key, StringComparison.Ordinal)).OrderByDescending(r => r.Key.Length).FirstOrDefault();
        return routes.Count == 0 ? (0, 0) : best.Key is { } prefix ? (prefix.Length, best.Value) : null;
    }

    private CarrierRoute Of(string carrier) => options.Value.Carriers.TryGetValue(carrier, out var route) ? route : Nothing;
}
