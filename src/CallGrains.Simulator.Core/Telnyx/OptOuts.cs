namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Who has stopped texts, by profile and number. Telnyx hears the usual words itself and blocks what is sent
/// afterwards, until the word that lifts it. The text that the real one answers them with is not sent.
/// </summary>
internal sealed class OptOuts
{
    private static readonly string[] StopWords = ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
    private static readonly string[] StartWords = ["START", "UNSTOP"];
    private readonly HashSet<(string Profile, string Number)> _blocked = [];

    public bool IsBlocked(string profile, string number) => _blocked.Contains((profile, number));

    /// <summary>What a text does of this: <c>STOP</c>, <c>START</c> or <c>HELP</c>; null for nothing.</summary>
    public string? Hear(string profile, string number, string text)
    {
        var word = text.Trim().ToUpperInvariant();
        if (StopWords.Contains(word))
        {
            _blocked.Add((profile, number));
            return "STOP";
        }

        if (StartWords.Contains(word))
        {
            _blocked.Remove((profile, number));
            return "START";
        }

        return word == "HELP" ? "HELP" : null;
    }
}
