using System.Text;

namespace CallGrains.Testing.Fuzzing;

/// <summary>Writes what people read about a broken run.</summary>
internal static class FuzzReport
{
    private const int MostLines = 120;

    /// <summary>The violation, the ladder that leads to it, and how to repeat it.</summary>
    /// <param name="broken">The broken run.</param>
    /// <param name="repeat">What repeats it: a command line or a line of code.</param>
    public static string Of(FuzzResult broken, string repeat)
    {
        var small = Shrinker.Shrink(broken);
        var text = new StringBuilder()
            .AppendLine($"{broken.Target.Title}, seed {broken.Seed}: {broken.Violation}")
            .AppendLine($"{broken.Choices.Count} choices, shrunk to {small.Choices.Count}. The ladder:");
        var skipped = Math.Max(small.Ladder.Count - MostLines, 0);
        foreach (var line in small.Ladder.Skip(skipped))
        {
            text.AppendLine(line.Length > 220 ? line[..220] : line);
        }

        return text.AppendLine($"Repeat it: {repeat}").ToString();
    }
}
