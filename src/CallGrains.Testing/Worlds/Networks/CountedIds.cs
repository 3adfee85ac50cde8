using System.Globalization;
using CallGrains.Simulator;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>Ids that can be read in a ladder: <c>c-1</c> is the first call.</summary>
internal class CountedIds() : Ids(seed: 0)
{
    private readonly Dictionary<string, int> _counts = [];

    public override string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Count(kind)}");

    protected int Count(string kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
}

/// <summary>The same where some ids have a shape that is told from others: calls begin with <c>v3:</c>, numbers of the
/// account are digits.</summary>
internal sealed class CountedTelnyxIds : CountedIds
{
    public override string Next(string kind) => kind switch
    {
        "c" => $"v3:{base.Next(kind)}",
        "connection" or "n" or "profile" => string.Create(CultureInfo.InvariantCulture, $"2{Count(kind):000}"),
        _ => base.Next(kind),
    };
}
