namespace CallGrains.Simulator;

/// <summary>
/// Ids in the carrier's shape, e.g. <c>c-bonay3r4mtwbplurq4nkt7q</c>. Each kind has its own seeded sequence: the n-th
/// call of a run has the same id however many other things were made before it.
/// </summary>
internal class Ids(int seed)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 23;
    private readonly Dictionary<string, Random> _sequences = [];

    public virtual string Next(string kind) => $"{kind}-{Letters(kind, Alphabet, Length)}";

    protected string Letters(string kind, string alphabet, int length) =>
        string.Create(length, (Sequence(kind), alphabet), static (into, from) => from.Item1.GetItems(from.alphabet, into));

    /// <summary>The numbers that the ids of a kind are made of.</summary>
    protected Random Sequence(string kind)
    {
        if (!_sequences.TryGetValue(kind, out var sequence))
        {
            _sequences[kind] = sequence = new Random(SeedOf(kind));
        }

        return sequence;
    }

    // string.GetHashCode differs from process to process.
    private int SeedOf(string kind) => kind.Aggregate(seed, static (sum, letter) => unchecked((sum * 31) + letter));
}
