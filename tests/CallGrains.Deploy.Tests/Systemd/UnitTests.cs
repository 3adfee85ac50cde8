using System.Text.RegularExpressions;

namespace CallGrains.Deploy.Tests.Systemd;

/// <summary>The units of systemd, looked at by systemd's own tool.</summary>
public sealed partial class UnitTests
{
    /// <summary>Of 10: what systemd calls "OK" begins below 4.</summary>
    private const double MostExposed = 2;

    public static TheoryData<string> Units => [.. Directory.GetFiles(Files.At("systemd"), "*.service").Select(f => Path.GetFileName(f))];

    [Theory, MemberData(nameof(Units))]
    public async Task Systemd_understands_the_unit(string unit)
    {
        var systemd = Tools.Need("systemd-analyze", "systemd");
        var root = Files.NewFolder();
        try
        {
            var units = Directory.CreateDirectory(Path.Combine(root.FullName, "etc/systemd/system"));
            File.Copy(Files.At("systemd", unit), Path.Combine(units.FullName, unit));
            var program = Path.Combine(root.FullName, "opt/callgrains/callgrains-host");
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            await File.WriteAllTextAsync(program, "");
            Files.Open(program);
            var (code, output) = await Tools.RunAsync(systemd, "verify", "--root=" + root.FullName, "--man=no", unit);

            // The machine's own targets are not in that root.
            var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.Contains(unit, StringComparison.Ordinal) && !l.Contains(".target", StringComparison.Ordinal)).ToList();
            Assert.True(said.Count == 0, $"{code}: {string.Join("\n", said)}");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Theory, MemberData(nameof(Units))]
    public async Task A_unit_is_open_to_little(string unit)
    {
        var (_, output) = await Tools.RunAsync(Tools.Need("systemd-analyze", "systemd"), "security", "--offline=yes", "--no-pager", Files.At("systemd", unit));
        var level = Level().Match(output);
        Assert.True(level.Success, output);
        Assert.InRange(double.Parse(level.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0, MostExposed);
    }

    [Theory, MemberData(nameof(Units))]
    public void Each_setting_is_one_and_each_credential_has_a_use(string unit)
    {
        var text = Files.Read("systemd", unit);
        var credentials = Credential().Matches(text).Select(m => m.Groups[1].Value).ToList();
        var variables = Variables().Matches(text).SelectMany(m => m.Groups[1].Value.Split(' ')).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => (string?)v[1]);
        Assert.Empty(Settings.Faults(variables.Concat(credentials.Where(c => c.Contains("__", StringComparison.Ordinal)).Select(c => KeyValuePair.Create(c, (string?)"a value of it")))));
        Assert.All(credentials.Where(c => !c.Contains("__", StringComparison.Ordinal)), c => Assert.Contains(variables.Values, v => v == "%d/" + c));
        Assert.Contains("RestartPreventExitStatus=2", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("^LoadCredential=([^:]+):", RegexOptions.Multiline)]
    private static partial Regex Credential();

    [GeneratedRegex("^Environment=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Variables();

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Level();
}
