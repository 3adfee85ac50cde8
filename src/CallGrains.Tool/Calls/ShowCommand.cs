using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>show ID</c>: where one stands, and how it came there.</summary>
internal static class ShowCommand
{
    public static Command Create(ToolWorld world)
    {
        var (id, json) = (GrainRef.Argument(), ApiCommand.Json());
        return ApiCommand.Create(world, "show", "Show where a call, thread or conference stands, and its ladder.", [id, json], async call =>
        {
            var which = GrainRef.Parse(call.Parsed.GetValue(id)!);
            var grain = await call.GetAsync(which.Plural == "calls" ? which.Path + "?position=true" : which.Path);
            var journal = await call.GetAsync(which.Path + "/journal");
            await (call.Parsed.GetValue(json) ? call.PrintAsync(new { grain, journal }) : TellAsync(call, grain, journal));
            return ToolCommand.Done;
        });
    }

    private static async Task TellAsync(ApiCall call, JsonElement grain, JsonElement journal)
    {
        foreach (var field in grain.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
        {
            await call.SayAsync($"{field.Name,-15} {(field.Name == "position" ? Position(field.Value) : field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText())}");
        }

        await call.SayAsync("");
        Ladder.Write(Terminal.On(call.World.Out), journal.GetProperty("entries").EnumerateArray().SelectMany(Ladder.Of));
    }

    /// <summary>
    /// The line at which the flow waits; in the author's own methods, from the outermost to the innermost.
    /// </summary>
    private static string Position(JsonElement lines) =>
        string.Join(", in ", lines.EnumerateArray().Select(l => $"{GrainLine.Text(l, "file")}:{l.GetProperty("line")} ({GrainLine.Text(l, "method")})"));
}
