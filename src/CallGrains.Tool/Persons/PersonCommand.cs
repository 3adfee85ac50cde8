using System.CommandLine;
using System.Net.Http.Json;
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
        var (number, host, key) = (Number(), ApiOptions.Host(), ApiOptions.Key());
        var command = new Command("export", "Print all calls and texts with a number, as JSON.") { number, host, key };
        command.SetAction((parsed, stop) => GuardAsync(ApiOptions.Of(parsed, host, key, world), world, async api =>
        {
            using var response = await api.SendAsync(HttpMethod.Get, PathOf(parsed.GetValue(number)!), null, stop);
            await world.Out.WriteLineAsync(await response.Content.ReadAsStringAsync(stop));
            return ToolCommand.Done;
        }));
        return command;
    }

    private static Command Erase(ToolWorld world)
    {
        var (number, host, key) = (Number(), ApiOptions.Host(), ApiOptions.Key());
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing; say what would be removed, and what would have to stay." };
        var command = new Command("erase", "Remove all calls and texts with a number that are over. Not all done (exit code 1) when some had to stay.") { number, dryRun, host, key };
        command.SetAction((parsed, stop) => GuardAsync(ApiOptions.Of(parsed, host, key, world), world, async api =>
        {
            var isDryRun = parsed.GetValue(dryRun);
            var body = new Dictionary<string, bool> { ["dryRun"] = isDryRun };
            var done = await api.AskAsync(HttpMethod.Post, PathOf(parsed.GetValue(number)!) + "/erase", JsonContent.Create(body), stop);
            await world.Out.WriteLineAsync($"{(isDryRun ? "Would remove" : "Removed")} {done.GetProperty("calls")} calls, {done.GetProperty("conferences")} conferences, {done.GetProperty("threads")} message threads, {done.GetProperty("unclaimed")} that no flow had answered or that report about recordings.");
            foreach (var kept in done.GetProperty("kept").EnumerateArray())
            {
                await world.Out.WriteLineAsync($"Stays: {kept.GetProperty("address").GetString()}: {kept.GetProperty("why").GetString()}");
            }

            return done.GetProperty("kept").GetArrayLength() == 0 ? ToolCommand.Done : ToolCommand.Failed;
        }));
        return command;
    }

    private static Argument<string> Number() => new("NUMBER") { Description = "The person's number as the journal has it, such as +15550123." };

    private static string PathOf(string number) => $"/api/persons/{Uri.EscapeDataString(number)}";

    private static async Task<int> GuardAsync(ControlApi api, ToolWorld world, Func<ControlApi, Task<int>> work)
    {
        try
        {
            return await work(api);
        }
        catch (HttpRequestException e)
        {
            await world.Error.WriteLineAsync(api.Explain(e));
            return ToolCommand.Failed;
        }
    }
}
