using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CallGrains.Tool;

/// <summary>Options that say what to write when they cannot be read.</summary>
internal static class Options
{
    /// <summary>An http or https address.</summary>
    public static Option<Uri?> Address(string name, string description) => Create<Uri?>(
        name, description, "an absolute http or https address, such as http://127.0.0.1:8090", text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null);

    /// <summary>A whole number within bounds.</summary>
    public static Option<int?> Whole(string name, string description, int least, int most) => Create<int?>(
        name,
        description,
        $"a whole number from {least} to {most}",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    /// <summary>A whole number from 0, as large as there are.</summary>
    public static Option<long?> Count(string name, string description) => Create<long?>(
        name,
        description,
        "a whole number from 0",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A number within bounds.</summary>
    public static Option<double?> Number(string name, string description, double least, double most) => Create<double?>(
        name,
        description,
        FormattableString.Invariant($"a number from {least} to {most}"),
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    private static Option<T> Create<T>(string name, string description, string wanted, Func<string, T> read) => new(name)
    {
        Description = description,
        CustomParser = argument => Read(argument, name, wanted, read),
    };

    private static T? Read<T>(ArgumentResult argument, string name, string wanted, Func<string, T> read)
    {
        var text = argument.Tokens[0].Value;
        var value = read(text);
        if (value is null)
        {
            argument.AddError($"{name} is '{text}'; write {wanted}.");
        }

        return value;
    }
}
