using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests;

/// <summary>
/// A brief form of <c>callgrains attack</c>: strangers cost a real caller nothing. A short run tries a forged text,
/// a whole one (<see cref="Campaign"/>) each attack.
/// </summary>
public sealed class AttackTests
{
    [Theory, InlineData("start"), InlineData("bogus", "held", "forged-calls"), InlineData("ports", "files", "rebinding", "proxies")]
    public async Task A_host_in_Production_holds(params string[] attacks)
    {
        Assert.SkipUnless(Campaign.IsFull || attacks is ["start"], "Takes a minute: ./callgrains test --full runs it.");
        var run = await Run.ToolAsync(["attack", "--brief", "--host", Executable("CallGrains.Host", "callgrains-host"), "--simulator", Executable("CallGrains.Simulator", "callgrains-simulator"), .. attacks.SelectMany(a => new[] { "--only", a })]);

        Assert.True(run.Status == 0, run.Out + run.Error);
        Assert.Equal(attacks.Length + 1, run.Out.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task An_attack_that_there_is_not_is_told()
    {
        var run = await Run.ToolAsync("attack", "--only", "nuclear");

        Assert.Equal(2, run.Status);
        Assert.Contains("--only nuclear is no attack; there are: bogus,", run.Error, StringComparison.Ordinal);
    }

    private static string Executable(string project, string name)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        return Path.Combine(TestSupport.Programs.Program.Root, "src", project, "bin", configuration, "net10.0", name);
    }
}
