using System.CommandLine;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Completions;

/// <summary>
/// <c>completions SHELL</c>: a script by which a shell completes commands and options; it asks this program, so that
/// it knows what the program does.
/// </summary>
internal static class CompletionsCommand
{
    private const string Bash = """
        # callgrains completions bash > ~/.local/share/bash-completion/completions/callgrains
        _callgrains() {
          local rest=${COMP_LINE#* }
          local at=$((COMP_POINT - ${#COMP_LINE} + ${#rest})) words
          words=$("${COMP_WORDS[0]}" "[suggest:$at]" "$rest" 2>/dev/null)
          COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _callgrains callgrains ./callgrains
        """;

    private const string Zsh = """
        #compdef callgrains
        # callgrains completions zsh > a file _callgrains in a folder of $fpath
        _callgrains() {
          local rest="${(j: :)words[2,CURRENT]}"
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
          compadd -a found
        }
        compdef _callgrains callgrains
        """;

    private const string Fish = """
        # callgrains completions fish > ~/.config/fish/completions/callgrains.fish
        function __callgrains
          set -l rest (commandline -cp | string replace -r '^\S+\s?' '')
          callgrains "[suggest:"(string length -- "$rest")"]" "$rest" 2>/dev/null
        end
        complete -c callgrains -f -a '(__callgrains)'
        """;

    private const string PowerShell = """
        # callgrains completions powershell >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName callgrains -ScriptBlock {
          param($word, $tree, $at)
          $line = $tree.ToString()
          if ($at -gt $line.Length) { $line = $line.PadRight($at) }
          $rest = $line.Substring([Math]::Min($line.Length, $line.IndexOf(' ') + 1))
          callgrains "[suggest:$($rest.Length)]" "$rest" 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Create(ToolWorld world)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        var command = new Command("completions", "Print a script by which a shell completes what you type.") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await world.Out.WriteLineAsync(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return ToolCommand.Done;
        });
        return command;
    }
}
