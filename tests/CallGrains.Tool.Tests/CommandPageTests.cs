namespace CallGrains.Tool.Tests;

/// <summary>The tool's help, the script's and the page say the same, because one is made of the other.</summary>
public sealed class CommandPageTests
{
    private static bool IsAccepted => Environment.GetEnvironmentVariable("CALLGRAINS_ACCEPT_CLI") == "1";

    [Fact]
    public void The_page_has_every_command_and_option()
    {
        var page = File.ReadAllText(CommandPage.PageFile);
        var wanted = page[..page.IndexOf(CommandPage.Begin, StringComparison.Ordinal)] + CommandPage.Reference();
        if (IsAccepted)
        {
            File.WriteAllText(CommandPage.PageFile, wanted);
        }

        Assert.Equal(wanted, File.ReadAllText(CommandPage.PageFile));
    }

    [Fact]
    public void The_script_has_every_command()
    {
        var script = File.ReadAllText(CommandPage.ScriptFile);
        var wanted = CommandPage.Script(script);
        if (IsAccepted)
        {
            File.WriteAllText(CommandPage.ScriptFile, wanted);
        }

        Assert.Equal(wanted, File.ReadAllText(CommandPage.ScriptFile));
    }
}
