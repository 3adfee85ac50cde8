using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Persons;

/// <summary><c>person export</c> and <c>person erase</c>: what a host's journal has of one person, by number.</summary>
internal static class PersonCommand
{
    public static Command Create(ToolWorld world) => new("person", "Print or erase what a host's journal has of one person, by number.")
    {
        Export(world), Erase(world),
    };

    private static Command Export(ToolWorld world)
    {
        var number = Number();
        return ApiCommand.Create(world, "export", "Print all calls and texts with a number, as JSON.", [number], async call =>
        {
            using var response = await call.Api.SendAsync(HttpMethod.Get, PathOf(call.Parsed.GetValue(number)!), null, call.Stop);
            await call.SayAsync(await response.Content.ReadAsStringAsync(call.Stop));
            return ToolCommand.Done;
        });
    }

    private static Command Erase(ToolWorld world)
    {
        var (number, json) = (Number(), ApiCommand.Json());
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing; say what would be removed, and what would have to stay." };
        return ApiCommand.Create(world, "erase", "Remove all calls and texts with a number that are over. Not all done (exit code 1) when some had to stay.", [number, dryRun, json], async call =>
        {
            var isDryRun = call.Parsed.GetValue(dryRun);
            var body = new Dictionary<string, bool> { ["dryRun"] = isDryRun };
            var done = await call.Api.AskAsync(HttpMethod.Post, PathOf(call.Parsed.GetValue(number)!) + "/erase", JsonContent.Create(body), call.Stop);
            await (call.Parsed.GetValue(json) ? call.PrintAsync(done) : TellAsync(call, isDryRun, done));
            return done.GetProperty("kept").GetArrayLength() == 0 ? ToolCommand.Done : ToolCommand.Failed;
        });
    }

    private static async Task TellAsync(ApiCall call, bool isDryRun, JsonElement done)
    {
        await call.SayAsync($"{(isDryRun ? "Would remove" : "Removed")} {done.GetProperty("calls")} calls, {done.GetProperty("conferences")} conferences, {done.GetProperty("threads")} message threads, {done.GetProperty("unclaimed")} that no flow had answered or that report about recordings.");
        foreach (var kept in done.GetProperty("kept").EnumerateArray())
        {
            await call.SayAsync($"Stays: {kept.GetProperty("address").GetString()}: {kept.GetProperty("why").GetString()}");
        }
    }

    private static Argument<string> Number() => new("NUMBER") { Description = "The person's number as the journal has it, such as +15550123." };

    private static string PathOf(string number) => $"/api/persons/{Uri.EscapeDataString(number)}";
}
