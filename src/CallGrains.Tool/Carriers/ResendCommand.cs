using System.Text.Json;
using CallGrains.Tool.Calls;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Carriers;

/// <summary><c>resend ID</c>: sends the callbacks of a journal again, as they were received.</summary>
internal static class ResendCommand
{
    public static Command Create(ToolWorld world)
    {
        var id = GrainRef.Argument();
        var entry = Options.Count("--entry", "One callback alone, by the number of its entry (callgrains journal ID). [default: all, in order]");
        var (target, json) = (new CallbackTarget(), ApiCommand.Json());
        return ApiCommand.Create(world, "resend", "Send the callbacks that a journal holds again, as they were received, to its host or to any other address.", [id, entry, .. target.Symbols, json], async call =>
        {
            var journal = await call.GetAsync(GrainRef.Parse(call.Parsed.GetValue(id)!).Path + "/journal");
            var one = call.Parsed.GetValue(entry);
            var events = journal.GetProperty("entries").EnumerateArray().Where(e => IsCallback(e) && (one is null || e.GetProperty("sequence").GetInt64() == one)).ToList();
            if (events.Count == 0)
            {
                await call.World.Error.WriteLineAsync(one is null ? "Its journal holds no callback." : $"Entry {one} is no callback; callgrains journal ID shows what each is.");
                return ToolCommand.Failed;
            }

            using var sender = await target.SenderAsync(call);
            var status = ToolCommand.Done;
            foreach (var e in events)
            {
                var url = target.UrlOf(call, GrainLine.Text(e, "carrier"));
                var answer = await sender.SendAsync(url, GrainLine.Text(e, "raw"), IsQuery(e), call.Stop);
                status = Math.Max(status, await CallbackTarget.TellAsync(call, call.Parsed.GetValue(json), $"#{e.GetProperty("sequence")} {CallbackText.Of(GrainLine.Text(e, "raw"))}", url, answer));
            }

            return status;
        });
    }

    /// <summary>What was supplied by asking the carrier is none.</summary>
    private static bool IsCallback(JsonElement entry) =>
        GrainLine.Text(entry, "kind") == "event" && GrainLine.Text(entry, "raw").Length > 0 && !GrainLine.Text(entry, "form").Equals("neutral", StringComparison.OrdinalIgnoreCase);

    private static bool IsQuery(JsonElement entry) => GrainLine.Text(entry, "form").Equals("query", StringComparison.OrdinalIgnoreCase);
}
