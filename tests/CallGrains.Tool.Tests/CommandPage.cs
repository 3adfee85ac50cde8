using System.CommandLine;
using System.Text;
using CallGrains.TestSupport.Programs;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Tests;

/// <summary>The commands as docs/cli.md and the script's help have them, made of the command line itself.</summary>
internal static class CommandPage
{
    public const string Begin = "<!-- made of the command line; CALLGRAINS_ACCEPT_CLI=1 with CommandPageTests writes it -->";

    private const string Own = """
        ./callgrains host          Start a host alone; ./callgrains host --help lists its options.
        ./callgrains simulator     Start a simulated carrier alone; ./callgrains simulator --help lists its options.
        ./callgrains bench         Measure speed and memory against references on this machine; --model is a model of larger clusters.
        ./callgrains campaign      Run one long campaign and print its figures: soak, kills, silo-kills, rollout or restore.
        ./callgrains pack          Make packages of the libraries, templates and tools in a folder (docs/start.md).
        ./callgrains test          Run every test, with short campaigns; --full runs the whole ones, for an hour or so.
        ./callgrains help          Print this.
        """;

    public static string PageFile => Path.Combine(Program.Root, "docs", "cli.md");

    public static string ScriptFile => Path.Combine(Program.Root, "callgrains");

    private static IReadOnlyList<Command> Commands { get; } = [.. ToolCommand.Root(new ToolWorld(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System)).Subcommands];

    /// <summary>The reference: each command with its arguments and options.</summary>
    public static string Reference()
    {
        var page = new StringBuilder(Begin).Append("\n\n| command | does |\n|---|---|\n");
        foreach (var command in Commands)
        {
            page.Append($"| [`{command.Name}`](#{command.Name}) | {command.Description} |\n");
        }

        foreach (var command in Commands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands.Select(s => (Name: $"{c.Name} {s.Name}", Of: s, Top: c)) : [(c.Name, c, c)]))
        {
            page.Append(command.Of == command.Top || command.Top.Subcommands[0] == command.Of ? $"\n### {command.Top.Name}\n" : "");
            page.Append($"\n`callgrains {command.Name}{string.Concat(command.Of.Arguments.Select(a => " " + Usage(a)))}`\n\n{(command.Of == command.Top ? "" : command.Of.Description + "\n\n")}| | |\n|---|---|\n");
            foreach (var argument in command.Of.Arguments)
            {
                page.Append($"| `{argument.Name}` | {Cell(argument.Description)} |\n");
            }

            foreach (var option in command.Of.Options)
            {
                page.Append($"| `{option.Name}{(option.ValueType == typeof(bool) ? "" : " …")}` | {Cell(option.Description)} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>The script's help and its list of the tool's commands.</summary>
    public static string Script(string script)
    {
        var help = new StringBuilder("./callgrains NAME [OPTIONS]; ./callgrains NAME --help lists the options, docs/cli.md has all of them.\n\n");
        foreach (var command in Commands)
        {
            help.Append($"./callgrains {command.Name,-13} {command.Description}\n");
        }

        var names = string.Join(' ', Commands.Select(c => c.Name));
        var lines = script.Split("\ntool_commands='");
        script = $"{lines[0]}\ntool_commands='{names}'{lines[1][lines[1].IndexOf('\'', StringComparison.Ordinal)..][1..]}";
        var (from, to) = (script.IndexOf("  cat <<'EOF'\n", StringComparison.Ordinal) + 14, script.IndexOf("\nEOF\n}", StringComparison.Ordinal));
        return $"{script[..from]}{help}\nIn a copy of the repository alone:\n{Own}{script[to..]}";
    }

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
