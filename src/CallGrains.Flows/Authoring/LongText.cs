namespace CallGrains.Flows;

/// <summary>Texts that are longer than one message may be: the flow chooses to split them.</summary>
public static class LongText
{
    /// <summary>The most characters of one text; a longer one is refused.</summary>
    public const int MostCharacters = 2048;

    /// <summary>
    /// Splits a text into parts that may each be sent, between words where it can, and never within a character.
    /// <code>
    /// foreach (var part in LongText.Split(answer)) await thread.ReplyAsync(part);
    /// </code>
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The most characters of a part: 2 to 2048.</param>
    /// <returns>The parts in order; none for a text without a character but white space.</returns>
    public static IReadOnlyList<string> Split(string text, int most = MostCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostCharacters);
        var parts = new List<string>();
        for (var rest = text.Trim(); rest.Length > 0;)
        {
            var length = rest.Length <= most ? rest.Length : Fitting(rest, most);
            parts.Add(rest[..length].TrimEnd());
            rest = rest[length..].TrimStart();
        }

        return parts;
    }

    private static int Fitting(string text, int most)
    {
        var space = most;
        while (space > most / 2 && !char.IsWhiteSpace(text[space]))
        {
            space--;
        }

        return char.IsWhiteSpace(text[space]) ? space : char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
    }
}
