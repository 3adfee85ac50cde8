using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Billing;

/// <summary>
/// What everything costs. The balance only falls and refuses nothing: to see an application without money, order the
/// fault. Touched only inside the exchange.
/// </summary>
internal sealed class Ledger
{
    private const decimal FirstPayment = 1000m;
    private static readonly Dictionary<string, decimal> Prices = new(StringComparer.Ordinal)
    {
        ["call-in"] = 0.005m,
        ["call-out"] = 0.01m,
        ["sip-call-in"] = 0.0005m,
        ["sip-call-out"] = 0.0005m,
        ["sms-in"] = 0.0025m,
        ["sms-out"] = 0.005m,
        ["mms-in"] = 0.01m,
        ["mms-out"] = 0.015m,
        ["local-number-per-month"] = 0.60m,
        ["toll-free-number-per-month"] = 0.75m,
        ["transcription"] = 0.025m,
        ["cnam-search"] = 0.006m,
    };

    private readonly Exchange _exchange;
    private readonly Ids _ids;
    private readonly int _kept;
    private readonly LinkedList<Transaction> _transactions = new();

    public Ledger(Exchange exchange, Ids ids, int kept)
    {
        _exchange = exchange;
        _ids = ids;
        _kept = kept;
        Add("payment", FirstPayment, null, null, null, null);
        Balance = FirstPayment;
    }

    public decimal Balance { get; private set; }

    public IEnumerable<Transaction> NewestFirst => _transactions;

    public void Charge(string product, int units, string number, string resourceId)
    {
        var amount = Prices[product] * units;
        Balance -= amount;
        Add("charge", amount, units, product, number, resourceId);
    }

    /// <summary>A call costs when it was answered.</summary>
    public void Charge(Call call)
    {
        if (call.ActiveTime is not { } start)
        {
            return;
        }

        var product = (Address.IsSip(call.Remote) ? "sip-" : "") + (call.IsInbound ? "call-in" : "call-out");
        Charge(product, Minutes(call.EndTime - start), call.IsInbound ? call.To : call.From, call.Id);
    }

    /// <summary>Begun minutes, at least one.</summary>
    public static int Minutes(TimeSpan? duration) => (int)Math.Max(1, Math.Ceiling((duration ?? TimeSpan.Zero).TotalMinutes));

    private void Add(string type, decimal amount, int? units, string? product, string? number, string? resourceId)
    {
        _transactions.AddFirst(new Transaction(_ids.Next("pptx"), _exchange.Now, type, amount, units, product, number, resourceId));
        if (_transactions.Count > _kept)
        {
            _transactions.RemoveLast();
        }
    }
}
