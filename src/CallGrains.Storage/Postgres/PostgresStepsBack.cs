using System.Globalization;
using System.Text.RegularExpressions;

namespace CallGrains.Storage;

/// <summary>How a newer schema of the journal becomes the one before it, for a program of before.</summary>
internal static partial class PostgresStepsBack
{
    /// <summary>The format that older programs than that would need is not gone back to.</summary>
    public const int Oldest = 3;

    /// <summary>The statements that lead from a version to the one before.</summary>
    public static string From(int version) =>
        Again().Replace(PostgresSchema.Read($"Schema.{version.ToString(CultureInfo.InvariantCulture)}.back.sql"), line => Function("Schema." + line.Groups["file"].Value, line.Groups["name"].Value));

    /// <summary>A function as a step of before has made it; a step that was released is never edited.</summary>
    private static string Function(string file, string name)
    {
        var function = Regex.Match(PostgresSchema.Read(file), $@"CREATE (OR REPLACE )?FUNCTION callgrains\.{Regex.Escape(name)}\(.*?END \$body\$;", RegexOptions.Singleline);
        return function.Success ? function.Value : throw new InvalidOperationException($"{file} makes no function {name}.");
    }

    [GeneratedRegex(@"^-- again: (?<file>\d+\.sql) (?<name>\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Again();
}
