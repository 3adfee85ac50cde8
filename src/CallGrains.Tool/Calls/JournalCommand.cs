using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>journal ID</c>: all that is recorded, entry by entry.</summary>
internal static class JournalCommand
{
    public static Command Create(ToolWorld world)
    {
        var (id, json) = (GrainRef.Argument(), ApiCommand.Json());
        var entry = Options.Count("--entry", "One entry alone, by its number.");
        return ApiCommand.Create(world, "journal", "Print the journal of a call, thread or conference, entry by entry, callbacks as they were received.", [id, entry, json], async call =>
        {
            var journal = await call.GetAsync(GrainRef.Parse(call.Parsed.GetValue(id)!).Path + "/journal");
            var entries = journal.GetProperty("entries").EnumerateArray().Where(e => call.Parsed.GetValue(entry) is not { } one || e.GetProperty("sequence").GetInt64() == one).ToList();
            if (entries.Count == 0 && call.Parsed.GetValue(entry) is { } missing)
            {
                await call.World.Error.WriteLineAsync($"There is no entry {missing}; the journal has {journal.GetProperty("entries").GetArrayLength()} entries.");
                return ToolCommand.Failed;
            }

            await (call.Parsed.GetValue(json) ? call.PrintAsync(call.Parsed.GetValue(entry) is null ? journal : entries[0]) : TellAsync(call, entries));
            return ToolCommand.Done;
        });
    }

    private static async Task TellAsync(ApiCall call, List<JsonElement> entries)
    {
        foreach (var entry in entries)
        {
            await call.SayAsync($"#{entry.GetProperty("sequence")} {GrainLine.Text(entry, "at")} {GrainLine.Text(entry, "kind")}");
            foreach (var field in entry.EnumerateObject().Where(f => f.Name is not ("sequence" or "at" or "kind" or "v" or "through")))
            {
                await call.SayAsync($"    {field.Name}: {(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText())}");
            }
        }
    }
}
