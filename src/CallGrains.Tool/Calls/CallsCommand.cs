using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>calls</c>: which calls, threads or conferences a host has.</summary>
internal static class CallsCommand
{
    private const int Most = 100_000, Usual = 25, LargestPage = 1000;

    public static Command Create(ToolWorld world)
    {
        var (filter, json) = (new CallFilter(), ApiCommand.Json());
        var most = Options.Whole("--most", $"How many at most, the newest first. [default: {Usual}]", 1, Most);
        return ApiCommand.Create(world, "calls", "List a host's calls, message threads or conferences, newest first.", [.. filter.Options, most, json], async call =>
        {
            var (items, isAll) = await ListAsync(call, filter, call.Parsed.GetValue(most) ?? Usual);
            await (call.Parsed.GetValue(json) ? call.PrintAsync(new { items }) : TellAsync(call, filter.KindOf(call.Parsed), items, isAll));
            return ToolCommand.Done;
        });
    }

    /// <summary>As many pages as are needed.</summary>
    private static async Task<(List<JsonElement> Items, bool IsAll)> ListAsync(ApiCall call, CallFilter filter, int most)
    {
        var items = new List<JsonElement>();
        string? next = null;
        do
        {
            var size = Math.Min(most - items.Count, LargestPage).ToString(CultureInfo.InvariantCulture);
            var page = await call.GetAsync($"/api/{filter.KindOf(call.Parsed)}?{filter.QueryOf(call.Parsed, ("size", size), ("after", next))}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null && items.Count < most);
        return (items, next is null);
    }

    private static async Task TellAsync(ApiCall call, string kind, List<JsonElement> items, bool isAll)
    {
        var console = Terminal.On(call.World.Out);
        var table = Terminal.TableFor(console, GrainLine.Columns.Length, GrainLine.Columns);
        foreach (var item in items)
        {
            table.AddRow(GrainLine.Cells(item).Select(cell => new Text(cell)));
        }

        console.Write(table);
        await call.SayAsync(items.Count == 0 ? $"There are no such {kind}." : isAll ? $"{items.Count} {kind}." : $"{items.Count} {kind}; --most shows more.");
    }
}
