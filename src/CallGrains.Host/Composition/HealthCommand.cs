using System.CommandLine;
using Command = System.CommandLine.Command;

namespace CallGrains.Host.Composition;

/// <summary>
/// <c>health [URL]</c>: asks a running host whether it is ready. An image without a shell has no other program that
/// could.
/// </summary>
internal static class HealthCommand
{
    private const string Usual = "http://127.0.0.1:8080/readyz";
    private const int Ready = 0, NotReady = 1, Wrong = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = $"What is asked. [default: {Usual}]", DefaultValueFactory = _ => Usual };
        var command = new Command("health", "Ask a running host whether it is ready: ends with 0 when it is, with 1 when it is not.") { url };
        command.SetAction((parsed, stop) => AskAsync(parsed.GetValue(url)!, stop));
        return command;
    }

    private static async Task<int> AskAsync(string address, CancellationToken stop)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync($"'{address}' is no address; write one such as {Usual}.");
            return Wrong;
        }

        try
        {
            using var http = new HttpClient { Timeout = Patience };
            using var answer = await http.GetAsync(url, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            await (answer.IsSuccessStatusCode ? Console.Out : Console.Error).WriteLineAsync(text);
            return answer.IsSuccessStatusCode ? Ready : NotReady;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {e.Message}");
            return NotReady;
        }
    }
}
