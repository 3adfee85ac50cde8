using Spectre.Console;

namespace CallGrains.Tool;

/// <summary>
/// What a terminal gets in colour and alive, and a file or a pipe as plain lines, which no width breaks.
/// </summary>
internal static class Terminal
{
    private const int Unbroken = 1000;

    public static IAnsiConsole On(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            // They would colour a CI server's log, which is a file to whoever reads it afterwards.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!output.IsTerminal)
        {
            console.Profile.Width = Unbroken;
        }

        return console;
    }

    /// <summary>Whether lines can be drawn over.</summary>
    public static bool IsLive(this IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>A table: with lines around it in a terminal, else only aligned columns, one row a line.</summary>
    /// <param name="console">Where it will be shown.</param>
    /// <param name="words">How many of the first columns hold words, aligned to the left; numbers go to the
    /// right.</param>
    /// <param name="columns">The headings.</param>
    public static Table TableFor(IAnsiConsole console, int words, params string[] columns)
    {
        var framed = console.IsLive();
        var table = new Table { Border = framed ? TableBorder.Rounded : TableBorder.None };
        foreach (var (index, name) in columns.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(name))
            {
                Alignment = index < words ? Justify.Left : Justify.Right,
                NoWrap = true,
                Padding = framed ? new Padding(1, 0) : new Padding(0, 0, 2, 0),
            });
        }

        return table;
    }
}
