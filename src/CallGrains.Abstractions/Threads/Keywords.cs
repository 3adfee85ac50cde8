namespace CallGrains;

/// <summary>
/// The words by which people stop texts, start them again and ask for help, as carriers and regulators demand. They
/// count when a text is nothing else, as people write them: in any case, in full-width letters, with quotes,
/// punctuation, emoji or invisible characters around them, and with spaces or hyphens within (<c>“Stop.”</c>,
/// <c>opt-out</c>); <c>STOP 12345</c> is an ordinary text. They are read when a text comes, and what was read then is
/// journalled: changing them changes nothing for texts of before.
/// </summary>
public sealed class KeywordOptions
{
    /// <summary>Stop all texts to the sender, until a start word.</summary>
    public IList<string> Stop { get; } = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];

    /// <summary>Start them again.</summary>
    public IList<string> Start { get; } = ["START", "UNSTOP"];

    /// <summary>Ask who this is.</summary>
    public IList<string> Help { get; } = ["HELP", "INFO"];

    /// <summary>The answer to a stop word, the last text that the sender gets; empty for none.</summary>
    public string StopReply { get; set; } = "You are unsubscribed and will get no more texts. Reply START to get them again.";

    /// <summary>The answer to a start word; empty for none.</summary>
    public string StartReply { get; set; } = "You will get texts again. Reply STOP to end them.";

    /// <summary>The answer to a help word; empty for none.</summary>
    public string HelpReply { get; set; } = "This number answers automatically. Reply STOP to get no more texts.";

    /// <summary>What a text is, if it is nothing but one of the words.</summary>
    internal Keyword? Find(string? text)
    {
        var word = KeywordText.Normalize(text ?? "");
        return word.Length == 0 ? null
            : Has(Stop, word) ? new Keyword(KeywordKind.Stop, StopReply)
            : Has(Start, word) ? new Keyword(KeywordKind.Start, StartReply)
            : Has(Help, word) ? new Keyword(KeywordKind.Help, HelpReply)
            : null;
    }

    private static bool Has(IList<string> words, string word) => words.Any(w => KeywordText.Normalize(w) == word);
}

/// <summary>What a keyword asks for.</summary>
public enum KeywordKind
{
    /// <summary>No more texts.</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>Who this is.</summary>
    Help,
}

/// <summary>A keyword that came, and what is answered.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Reply">The answer; empty for none.</param>
public sealed record Keyword([property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] KeywordKind Kind, string Reply);
