namespace CallGrains.Tool.Documents;

/// <summary>What somebody may have meant who wrote a name that is not known.</summary>
internal static class Spelling
{
    private const int MaxDistance = 3;

    public static string Advice(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = names.Select(candidate => (Name: candidate, Distance: Distance(name, candidate))).OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Min(MaxDistance, name.Length / 2)
            ? $"did you mean '{nearest.Name}'?"
            : $"it knows {string.Join(", ", names)}.";
    }

    /// <summary>How many letters must be put in, taken out or changed.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
