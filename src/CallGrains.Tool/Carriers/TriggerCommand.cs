using System.CommandLine;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Carriers;

/// <summary><c>trigger EVENT</c>: sends a callback that a carrier documents to any address.</summary>
internal static class TriggerCommand
{
    public static Command Create(ToolWorld world)
    {
        var name = new Argument<string?>("EVENT") { Description = "The carrier's word for it, such as incomingcall or call.initiated, or the name of one form of it.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => DocumentedCallback.All.Select(c => new System.CommandLine.Completions.CompletionItem(c.Name)));
        var list = new Option<bool>("--list") { Description = "List all there are, and send nothing." };
        var carrier = new Option<string?>("--carrier") { Description = "bandwidth or telnyx, where both have such an event." };
        carrier.AcceptOnlyFromAmong("bandwidth", "telnyx");
        var about = new Option<string?>("--call") { Description = "The call that it is about. [default: the documented one]" };
        var set = new Option<string[]>("--set") { Description = "Another value of a field, for example --set from=+15550123; may be repeated. Dots lead to fields within others." };
        set.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Where(t => !t.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError($"--set {wrong.Value} has no value; write --set FIELD=VALUE.");
            }
        });
        var print = new Option<bool>("--print") { Description = "Print the callback, and send nothing." };
        var (target, json) = (new CallbackTarget(), ApiCommand.Json());
        return ApiCommand.Create(world, "trigger", "Send any callback that a carrier documents to a host, or to any other address.", [name, list, carrier, about, set, print, .. target.Symbols, json], async call =>
        {
            if (call.Parsed.GetValue(list) || call.Parsed.GetValue(name) is not { } wanted)
            {
                return await ListAsync(call, call.Parsed.GetValue(carrier), call.Parsed.GetValue(json));
            }

            var found = DocumentedCallback.Find(wanted, call.Parsed.GetValue(carrier)) ?? throw new UsageException($"There is no event '{wanted}'; callgrains trigger --list shows all.");
            var fields = (call.Parsed.GetValue(set) ?? []).Select(s => s.Split('=', 2)).Select(p => (p[0], p[1]));
            var text = CallbackDraft.Write(found, call.Parsed.GetValue(about), fields, world.Time.GetUtcNow());
            if (call.Parsed.GetValue(print))
            {
                await call.SayAsync(text);
                return ToolCommand.Done;
            }

            using var sender = await target.SenderAsync(call);
            var url = target.UrlOf(call, found.Carrier);
            return await CallbackTarget.TellAsync(call, call.Parsed.GetValue(json), found.Name, url, await sender.SendAsync(url, text, found.IsQuery, call.Stop));
        });
    }

    private static async Task<int> ListAsync(ApiCall call, string? carrier, bool json)
    {
        var all = DocumentedCallback.All.Where(c => carrier is null || c.Carrier == carrier).ToList();
        if (json)
        {
            await call.PrintAsync(all.Select(c => new { carrier = c.Carrier, @event = c.Event, name = c.Name }));
            return ToolCommand.Done;
        }

        var console = Terminal.On(call.World.Out);
        var table = Terminal.TableFor(console, 3, "carrier", "event", "name");
        foreach (var one in all)
        {
            table.AddRow(new Text(one.Carrier), new Text(one.Event), new Text(one.Name));
        }

        console.Write(table);
        return ToolCommand.Done;
    }
}
