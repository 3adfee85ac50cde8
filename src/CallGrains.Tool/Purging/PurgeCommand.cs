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
        var json = ApiCommand.Json();
        return ApiCommand.Create(world, "purge", "Remove calls, conferences and message threads that ended long ago from a host's journal, at once.", [age, dryRun, json], call =>
            RunAsync(call, call.Parsed.GetValue(age)!.Value, call.Parsed.GetValue(dryRun), call.Parsed.GetValue(json)));
    }

    private static async Task<int> RunAsync(ApiCall call, int days, bool dryRun, bool json)
    {
        var body = new Dictionary<string, object> { ["olderThan"] = TimeSpan.FromDays(days).ToString("c", CultureInfo.InvariantCulture), ["dryRun"] = dryRun };
        try
        {
            var done = await ProgressDisplay.WhileAsync(call.World, "asking the host to purge", () => call.Api.AskAsync(HttpMethod.Post, "/api/purge", JsonContent.Create(body), call.Stop));
            await (json ? call.PrintAsync(done) : call.SayAsync($"{(dryRun ? "Would remove" : "Removed")}, of what ended before {done.GetProperty("before").GetString()}: {done.GetProperty("calls")} calls, {done.GetProperty("conferences")} conferences, {done.GetProperty("threads")} message threads, {done.GetProperty("unclaimed")} that no flow had answered."));
            return ToolCommand.Done;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            await call.World.Error.WriteLineAsync($"The host at {call.Api.Host} cannot purge: it is of an earlier version.");
            return ToolCommand.Failed;
        }
    }
}
