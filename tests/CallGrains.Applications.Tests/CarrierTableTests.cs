using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>
/// The table of verbs and carriers in <c>docs/carriers.md</c> is what the code says. After a change that is meant:
/// <c>CALLGRAINS_ACCEPT_TABLE=1</c> and this test.
/// </summary>
public sealed class CarrierTableTests
{
    private const string Begin = "<!-- verbs: written by CarrierTableTests -->", End = "<!-- end of verbs -->";

    [Fact]
    public async Task The_table_of_verbs_and_carriers_is_what_the_code_says()
    {
        await using var app = await Application.StartAsync(["CallGrains:Carriers:telnyx:CallerId=same", "CallGrains:Carriers:bandwidth:CallerId=same",
            "Telnyx:ApiKey=KEY-test", "Telnyx:ConnectionId=1", "Telnyx:PublicKeys:0=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "Telnyx:BaseUrl=http://127.0.0.1:9"]);
        var file = Path.Combine(SchemaTests.Repository(), "docs", "carriers.md");
        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var table = Table([.. app.Services.GetServices<ICarrier>().OrderBy(c => c.Name, StringComparer.Ordinal)]);
        if (Environment.GetEnvironmentVariable("CALLGRAINS_ACCEPT_TABLE") == "1")
        {
            await File.WriteAllTextAsync(file, page[..from] + table + page[to..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(table, page[from..to], ignoreLineEndingDifferences: true);
    }

    private static string Table(IReadOnlyList<ICarrier> carriers)
    {
        var table = new StringBuilder("\n");
        table.Append("| the carrier's command | verbs of flows |").AppendJoin("|", carriers.Select(c => $" {c.Name} ")).Append("|\n");
        table.Append("|---|---|").AppendJoin("|", carriers.Select(_ => "---")).Append("|\n");
        foreach (var verbs in FlowVerbs.All.GroupBy(v => string.Join(" ", v.Commands.Select(c => c.Name))).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var commands = verbs.First().Commands;
            table.Append("| ").AppendJoin(", ", commands.Select(c => $"`{c.Name}`")).Append(" | ").AppendJoin(", ", Grouped(verbs.Select(v => v.Verb))).Append(" |")
                .AppendJoin("|", carriers.Select(c => commands.All(c.Capabilities.Commands.Contains) ? " yes " : " no ")).Append("|\n");
        }

        return table.ToString();
    }

    /// <summary>The type once, and then its methods.</summary>
    private static IEnumerable<string> Grouped(IEnumerable<string> verbs) =>
        verbs.GroupBy(v => v.Split('.')[0]).Select(g => string.Join(", ", g.Select((v, i) => $"`{(i == 0 ? v : v.Split('.')[1])}`")));
}
