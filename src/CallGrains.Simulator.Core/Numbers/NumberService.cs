using CallGrains.Simulator.Billing;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Numbers;

/// <summary>Puts numbers on the account, and knows what they cost.</summary>
internal sealed class NumberService(Exchange exchange, Ids ids, NumberStore store, Ledger ledger)
{
    private static readonly string[] TollFree = ["800", "833", "844", "855", "866", "877", "888"];

    public PhoneNumber Order(PhoneNumber wanted)
    {
        var ordered = wanted with { Id = ids.Next("n"), CreatedTime = exchange.Now };
        store.Put(ordered);
        ledger.Charge(IsTollFree(ordered.Number) ? "toll-free-number-per-month" : "local-number-per-month", 1, ordered.Number, ordered.Id);
        return ordered;
    }

    public static bool IsTollFree(string number) => number.Length == 12 && number.StartsWith("+1", StringComparison.Ordinal) && TollFree.Contains(number[2..5]);

    public static string PriceOf(string number) => IsTollFree(number) ? "0.75" : "0.60";

    public static string? National(string number) =>
        number.StartsWith("+1", StringComparison.Ordinal) && number.Length == 12 ? $"({number[2..5]}) {number[5..8]}-{number[8..]}" : null;
}
