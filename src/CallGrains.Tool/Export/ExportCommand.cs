using System.CommandLine;
using System.Net;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Export;

/// <summary>
/// <c>export ID</c>: a call's history, as the host keeps it; with <c>--test</c> a test that begins where the incident
/// was.
/// </summary>
internal static class ExportCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(ToolWorld world)
    {
        var id = new Argument<string>("ID") { Description = "The call's id, as the control API and the carrier have it." };
        var test = new Option<bool>("--test") { Description = "Print a failing test of the call (C#, CallGrains.Testing) instead of its history." };
        return ApiCommand.Create(world, "export", "Print the history of a call: HistoryReplay checks later code against it, and --test makes a test of it.", [id, test], call =>
            RunAsync(call with { Api = call.Api with { Patience = Patience } }, call.Parsed.GetValue(id)!, call.Parsed.GetValue(test)));
    }

    private static async Task<int> RunAsync(ApiCall call, string id, bool test)
    {
        try
        {
            using var response = await call.Api.SendAsync(HttpMethod.Get, $"/api/calls/{Uri.EscapeDataString(id)}/journal", null, call.Stop);
            var document = await response.Content.ReadAsByteArrayAsync(call.Stop);
            await call.SayAsync(test ? TestSkeleton.Of(JournalDocument.Read(document)) : System.Text.Encoding.UTF8.GetString(document));
            return ToolCommand.Done;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            await call.World.Error.WriteLineAsync($"The host at {call.Api.Host} knows no call '{id}'; callgrains calls lists what it knows.");
        }
        catch (JournalFormatException e)
        {
            await call.World.Error.WriteLineAsync(e.Message);
        }

        return ToolCommand.Failed;
    }
}
