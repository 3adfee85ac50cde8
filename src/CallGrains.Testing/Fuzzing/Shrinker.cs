namespace CallGrains.Testing.Fuzzing;

/// <summary>Drops choices from a broken run while it stays broken, so that a person can read what is left.</summary>
internal static class Shrinker
{
    private const int MostRuns = 400;

    /// <summary>Shrinks; returns the run with the fewest choices found, with its ladder.</summary>
    public static FuzzResult Shrink(FuzzResult broken)
    {
        var runs = 0;
        var kept = broken.Choices.ToHashSet();
        foreach (var kind in Enum.GetValues<ChoiceKind>())
        {
            Try([.. kept.Where(c => c.Kind != kind)]);
        }

        for (var size = Math.Max(kept.Count / 2, 1); size >= 1 && runs < MostRuns; size = size == 1 ? 0 : Math.Max(size / 2, 1))
        {
            foreach (var chunk in kept.Chunk(size).ToList())
            {
                Try([.. kept.Except(chunk)]);
            }
        }

        var last = FuzzRun.Of(broken.Target, broken.Seed, kept, explains: true);
        return last.Violation is not null ? last : FuzzRun.Of(broken.Target, broken.Seed, explains: true);

        void Try(HashSet<ChoiceKey> fewer)
        {
            if (runs++ >= MostRuns || fewer.Count == kept.Count || FuzzRun.Of(broken.Target, broken.Seed, fewer) is not { Violation: not null } still)
            {
                return;
            }

            // What it did not come to any more is gone too.
            kept = still.Choices.ToHashSet();
        }
    }
}
