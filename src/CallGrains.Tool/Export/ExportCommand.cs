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
        var host = Options.Address("--host", "Address of the host. [default: http://127.0.0.1:8080]");
        var key = new Option<string?>("--api-key") { Description = "Opens the control API. [default: CallGrains__ApiKey of the environment; none]" };
        var test = new Option<bool>("--test") { Description = "Print a failing test of the call (C#, CallGrains.Testing) instead of its history." };
        var command = new Command("export", "Print the history of a call: HistoryReplay checks later code against it, and --test makes a test of it.") { id, host, key, test };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(id)!,
            parsed.GetValue(host) ?? new Uri("http://127.0.0.1:8080"),
            parsed.GetValue(key) ?? world.Environment("CallGrains__ApiKey"),
            parsed.GetValue(test),
            world,
            stop));
        return command;
    }

    private static async Task<int> RunAsync(string id, Uri host, string? key, bool test, ToolWorld world, CancellationToken stop)
    {
        try
        {
            var document = await ReadAsync(new Uri(host, $"/api/calls/{Uri.EscapeDataString(id)}/journal"), key, stop);
            await world.Out.WriteLineAsync(test ? TestSkeleton.Of(JournalDocument.Read(document)) : System.Text.Encoding.UTF8.GetString(document));
            return ToolCommand.Done;
        }
        catch (HttpRequestException e)
        {
            await world.Error.WriteLineAsync(e.StatusCode switch
            {
                HttpStatusCode.NotFound => $"The host at {host} knows no call '{id}'; GET /api/calls lists what it knows.",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"The host at {host} wants an API key: give it with --api-key, or in CallGrains__ApiKey.",
                _ => $"The host at {host} does not give the history: {e.Message} Name another with --host.",
            });
        }
        catch (JournalFormatException e)
        {
            await world.Error.WriteLineAsync(e.Message);
        }

        return ToolCommand.Failed;
    }

    private static async Task<byte[]> ReadAsync(Uri url, string? key, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(stop);
    }
}
