using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Faults;

/// <summary>
/// One fault on order: what it does, to what, how often. Its chances depend on the seed and on what it meets.
/// </summary>
internal sealed class FaultRule(string id, FaultOrder order, int seed)
{
    private readonly Dictionary<string, int> _met = [];
    private int _matched;
    private int _applied;

    public string Id => id;

    public FaultOrder Order => order;

    /// <summary>
    /// Whether it strikes this time; the same seed and the same calls give the same answers, in whatever order calls
    /// come.
    /// </summary>
    public bool Strikes(string key)
    {
        _matched++;
        if (_matched <= order.Skip || _applied >= order.Count)
        {
            return false;
        }

        _met[key] = _met.GetValueOrDefault(key) + 1;
        if (order.Probability < 1 && Chance($"{seed}|{id}|{key}|{_met[key]}") >= order.Probability)
        {
            return false;
        }

        _applied++;
        return true;
    }

    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{order.Kind}{order.Detail} ({id})");

    public JsonObject Render()
    {
        var view = order.Render();
        view.Insert(0, "id", id);
        view["matched"] = _matched;
        view["applied"] = _applied;
        return view;
    }

    /// <summary>A number from 0 to 1 out of a text, the same in every process (FNV-1a, then stirred).</summary>
    private static double Chance(string text)
    {
        var hash = text.Aggregate(14695981039346656037UL, static (sum, letter) => unchecked((sum ^ letter) * 1099511628211UL));
        hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL);
        return (hash ^ (hash >> 33)) / (double)ulong.MaxValue;
    }
}
