using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Purging;

/// <summary>
/// <c>purge</c>: removes at once what ended long ago from a host's journal, or says what that would be.
/// </summary>
internal static class PurgeCommand
{
    private const int LongestDays = 36_500;

    public static Command Create(ToolWorld world)
    {
        var age = Options.Whole("--older-than", "Days since the end of a call or conference, or since the last use of a message thread.", 1, LongestDays);
        age.Required = true;
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing; say what would be removed." };
        var (host, key) = (ApiOptions.Host(), ApiOptions.Key());
        var command = new Command("purge", "Remove calls, conferences and message threads that ended long ago from a host's journal, at once.") { age, dryRun, host, key };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(age)!.Value, parsed.GetValue(dryRun), ApiOptions.Of(parsed, host, key, world), world, stop));
        return command;
    }

    private static async Task<int> RunAsync(int days, bool dryRun, ControlApi api, ToolWorld world, CancellationToken stop)
    {
        try
        {
            var body = new Dictionary<string, object> { ["olderThan"] = TimeSpan.FromDays(days).ToString("c", CultureInfo.InvariantCulture), ["dryRun"] = dryRun };
            var done = await api.AskAsync(HttpMethod.Post, "/api/purge", JsonContent.Create(body), stop);
            await world.Out.WriteLineAsync($"{(dryRun ? "Would remove" : "Removed")}, of what ended before {done.GetProperty("before").GetString()}: {done.GetProperty("calls")} calls, {done.GetProperty("conferences")} conferences, {done.GetProperty("threads")} message threads, {done.GetProperty("unclaimed")} that no flow had answered.");
            return ToolCommand.Done;
        }
        catch (HttpRequestException e)
        {
            await world.Error.WriteLineAsync(e.StatusCode == HttpStatusCode.NotFound ? $"The host at {api.Host} cannot purge: it is of an earlier version." : api.Explain(e));
            return ToolCommand.Failed;
        }
    }
}
