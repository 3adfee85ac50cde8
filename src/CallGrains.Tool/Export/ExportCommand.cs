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
        var (host, key) = (ApiOptions.Host(), ApiOptions.Key());
        var test = new Option<bool>("--test") { Description = "Print a failing test of the call (C#, CallGrains.Testing) instead of its history." };
        var command = new Command("export", "Print the history of a call: HistoryReplay checks later code against it, and --test makes a test of it.") { id, host, key, test };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(id)!, ApiOptions.Of(parsed, host, key, world) with { Patience = Patience }, parsed.GetValue(test), world, stop));
        return command;
    }

    private static async Task<int> RunAsync(string id, ControlApi api, bool test, ToolWorld world, CancellationToken stop)
    {
        try
        {
            using var response = await api.TryAsync(HttpMethod.Get, $"/api/calls/{Uri.EscapeDataString(id)}/journal", null, stop);
            response.EnsureSuccessStatusCode();
            var document = await response.Content.ReadAsByteArrayAsync(stop);
            await world.Out.WriteLineAsync(test ? TestSkeleton.Of(JournalDocument.Read(document)) : System.Text.Encoding.UTF8.GetString(document));
            return ToolCommand.Done;
        }
        catch (HttpRequestException e)
        {
            await world.Error.WriteLineAsync(e.StatusCode switch
            {
                HttpStatusCode.NotFound => $"The host at {api.Host} knows no call '{id}'; GET /api/calls lists what it knows.",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"The host at {api.Host} wants an API key: give it with --api-key, or in CallGrains__ApiKey.",
                _ => $"The host at {api.Host} does not give the history: {e.Message} Name another with --host.",
            });
        }
        catch (JournalFormatException e)
        {
            await world.Error.WriteLineAsync(e.Message);
        }

        return ToolCommand.Failed;
    }
}
