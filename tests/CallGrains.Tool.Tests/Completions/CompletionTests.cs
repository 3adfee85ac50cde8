using System.Diagnostics;
using CallGrains.Tool.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests.Completions;

/// <summary>Shells complete commands, options and values by asking the program.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("callgrains trig", "trigger")]
    [InlineData("callgrains calls --kind thr", "threads")]
    [InlineData("callgrains trigger call.hold", "call.hold.spec")]
    [InlineData("callgrains person er", "erase")]
    public async Task A_real_bash_completes(string line, string expected)
    {
        using var folder = new Folder();
        var script = folder.Write("completions", (await Run.ToolAsync("completions", "bash")).Out);
        var words = line.Split(' ');
        var said = await BashAsync($$"""
            callgrains() { dotnet '{{Program.LibraryOf("src", "CallGrains.Tool", "callgrains-tool")}}' "$@"; }
            . '{{script}}'
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD={{words.Length - 1}}
            _callgrains
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        Assert.Contains(expected, said.Split('\n'));
        Assert.All(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), word => Assert.StartsWith(words[^1], word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zsh", "#compdef callgrains")]
    [InlineData("fish", "complete -c callgrains")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName callgrains")]
    public async Task Other_shells_have_their_scripts(string shell, string expected)
    {
        var run = await Run.ToolAsync("completions", shell);
        Assert.Equal((0, true), (run.Status, run.Out.Contains(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shell_that_there_is_not_is_refused() => Assert.Equal(2, (await Run.ToolAsync("completions", "tcsh")).Status);

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"bash ended with {bash.ExitCode}: {await error}");
        return await said;
    }
}
