using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>
/// What several runs of a campaign add up to: a line of <c>artifacts/campaigns/NAME.jsonl</c> each, which whole
/// campaigns alone write. A run that fails adds none, and each run has another seed.
/// </summary>
internal static class Tally
{
    /// <summary>The seed of the next run.</summary>
    public static int Seed(string name, int first) => first + Runs(name).Count;

    /// <summary>Adds a run that lost nothing; all runs so far, in words.</summary>
    public static string Add(string name, int kills, Switchboard board)
    {
        if (!Campaign.IsFull)
        {
            return "";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(name))!);
        var run = new JsonObject { ["at"] = TimeProvider.System.GetUtcNow().ToString("u", CultureInfo.InvariantCulture), ["kills"] = kills, ["calls"] = board.Finished, ["callbacks"] = board.Acknowledged };
        File.AppendAllText(FileOf(name), run.ToJsonString() + "\n");
        var all = Runs(name);
        return string.Create(CultureInfo.InvariantCulture, $"All runs so far: {all.Count} runs, {all.Sum(r => (int)r["kills"]!)} kills, {all.Sum(r => (int)r["calls"]!)} calls, {all.Sum(r => (int?)r["callbacks"] ?? 0)} callbacks acknowledged, nothing lost.");
    }

    private static List<JsonNode> Runs(string name) => Campaign.IsFull && File.Exists(FileOf(name)) ? [.. File.ReadLines(FileOf(name)).Select(l => JsonNode.Parse(l)!)] : [];

    private static string FileOf(string name) => Path.Combine(Program.Root, "artifacts", "campaigns", name + ".jsonl");
}
