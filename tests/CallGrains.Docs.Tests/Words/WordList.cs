using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests.Words;

/// <summary>
/// <c>words.txt</c>: the words that pages and comments are written with, without the regular forms of those that are in
/// it.
/// </summary>
internal static class WordList
{
    public const string Place = "tests/CallGrains.Docs.Tests/Words/words.txt";

    private static readonly string[] Endings = ["s", "es", "d", "ed", "ing", "ly", "er"];

    public static HashSet<string> Read() => [.. File.ReadLines(Path.Combine(Repository.Root, Place))];

    public static void Write(IEnumerable<string> words)
    {
        var list = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words.OrderBy(w => w.Length).Where(w => !list.Knows(w)))
        {
            list.Add(word);
        }

        File.WriteAllLines(Path.Combine(Repository.Root, Place), list.Order(StringComparer.Ordinal));
    }

    public static bool Knows(this IReadOnlySet<string> list, string word) => list.Contains(word) || IsForm(word, list);

    private static bool IsForm(string word, IReadOnlySet<string> list) => Endings.Any(e =>
        word.Length > e.Length + 2 && word.EndsWith(e, StringComparison.Ordinal)
        && (list.Contains(word[..^e.Length]) || (e is "ing" or "er" && list.Contains(word[..^e.Length] + "e"))));
}
