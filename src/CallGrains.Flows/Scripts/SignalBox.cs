namespace CallGrains.Flows;

/// <summary>Signals that came and were not waited for yet, in the order they came.</summary>
internal sealed class SignalBox
{
    private readonly List<SignalEntry> _signals = [];

    /// <summary>Whether one waits that an author may still take.</summary>
    public bool HasAny => _signals.Exists(s => !SignalNames.IsOwn(s.Name));

    /// <summary>Those of authors, in the order they came.</summary>
    public IEnumerable<SignalEntry> All => _signals.Where(s => !SignalNames.IsOwn(s.Name));

    public bool Has(string name) => _signals.Exists(s => s.Name == name);

    public void Add(SignalEntry signal) => _signals.Add(signal);

    public SignalEntry? Take(string name)
    {
        var signal = _signals.Find(s => s.Name == name);
        if (signal is not null)
        {
            _signals.Remove(signal);
        }

        return signal;
    }
}
