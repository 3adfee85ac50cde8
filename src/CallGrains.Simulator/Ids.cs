namespace CallGrains.Simulator;

/// <summary>
/// Ids in the carrier's shape, e.g. <c>c-bonay3r4mtwbplurq4nkt7q</c>. Each kind has its own seeded sequence: the n-th
/// call of a run has the same id however many other things were made before it.
/// </summary>
internal sealed class Ids(int seed)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 23;
    private readonly Dictionary<string, Random> _sequences = [];

    public string Next(string kind)
    {
        if (!_sequences.TryGetValue(kind, out var sequence))
        {
            _sequences[kind] = sequence = new Random(SeedOf(kind));
        }

        return $"{kind}-{string.Create(Length, sequence, static (into, random) => random.GetItems(Alphabet, into))}";
    }

    // string.GetHashCode differs from process to process.
    private int SeedOf(string kind) => kind.Aggregate(seed, static (sum, letter) => unchecked((sum * 31) + letter));
}
