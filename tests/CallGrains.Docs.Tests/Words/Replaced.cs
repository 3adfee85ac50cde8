namespace CallGrains.Docs.Tests.Words;

/// <summary>Words that the glossary has replaced by the terms of the field.</summary>
internal static class Replaced
{
    private static readonly Dictionary<string, string> Terms = new(StringComparer.Ordinal)
    {
        ["fold"] = "passivate",
        ["folds"] = "passivates",
        ["folded"] = "passivated",
        ["folding"] = "passivation",
        ["unfold"] = "reactivate",
        ["unfolds"] = "reactivates",
        ["unfolded"] = "reactivated",
        ["head"] = "summary",
        ["heads"] = "summaries",
        ["door"] = "endpoint",
        ["doors"] = "endpoints",
        ["census"] = "usage",
        ["habit"] = "behavior",
        ["habits"] = "behaviors",
        ["mail"] = "outbox",
        ["mails"] = "messages",
        ["keeper"] = "policy",
        ["keepers"] = "policies",
        ["verdict"] = "disposition",
        ["verdicts"] = "dispositions",
        ["shelf"] = "partition",
        ["shelves"] = "partitions",
        ["letterbox"] = "relay",
        ["letterboxes"] = "relays",
        ["judge"] = "check, classify",
        ["judges"] = "checks",
        ["judged"] = "checked, classified",
        ["judging"] = "checking",
        ["weather"] = "fault profile",
        ["retelling"] = "history replay",
        ["diary"] = "trace",
        ["whereabouts"] = "location",
        ["doubles"] = "duplicates",
        ["doubled"] = "duplicated",
    };

    /// <summary>What to write instead; null for a word that is as good as any.</summary>
    public static string? By(string word) => Terms.GetValueOrDefault(word);

    /// <summary>The glossary names what it replaces, and the record of this list does.</summary>
    public static bool MayName(string page) => page is "docs/glossary.md" || page.StartsWith("docs/decisions/0090", StringComparison.Ordinal);
}
