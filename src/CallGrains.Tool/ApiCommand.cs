using System.CommandLine;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool;

/// <summary>Commands that ask a host's control API: all have the same options, words and exit codes.</summary>
internal static class ApiCommand
{
    /// <summary>A command with <c>--host</c> and <c>--api-key</c>.</summary>
    /// <param name="world">The machine.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="own">Its own arguments and options.</param>
    /// <param name="work">Does it; what the host refuses is told by the caller.</param>
    public static Command Create(ToolWorld world, string name, string description, IEnumerable<Symbol> own, Func<ApiCall, Task<int>> work)
    {
        var (host, key) = (ApiOptions.Host(), ApiOptions.Key());
        var command = new Command(name, description);
        foreach (var symbol in own)
        {
            Add(command, symbol);
        }

        command.Add(host);
        command.Add(key);
        command.SetAction((parsed, stop) => GuardAsync(new ApiCall(parsed, ApiOptions.Of(parsed, host, key, world), world, stop), work));
        return command;
    }

    /// <summary>Prints data for programs instead of people.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, for programs." };

    private static void Add(Command command, Symbol symbol)
    {
        if (symbol is Argument argument)
        {
            command.Add(argument);
        }
        else
        {
            command.Add((Option)symbol);
        }
    }

    private static async Task<int> GuardAsync(ApiCall call, Func<ApiCall, Task<int>> work)
    {
        try
        {
            return await work(call);
        }
        catch (HttpRequestException e)
        {
            await call.World.Error.WriteLineAsync(call.Api.Explain(e));
            return e.StatusCode is null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ToolCommand.Unreachable : ToolCommand.Failed;
        }
        catch (UsageException e)
        {
            await call.World.Error.WriteLineAsync(e.Message);
            return ToolCommand.Wrong;
        }
    }
}

/// <summary>One use of such a command.</summary>
/// <param name="Parsed">What was written.</param>
/// <param name="Api">The host.</param>
/// <param name="World">The machine.</param>
/// <param name="Stop">Ends it.</param>
internal sealed record ApiCall(ParseResult Parsed, ControlApi Api, ToolWorld World, CancellationToken Stop)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Asks for something.</summary>
    public Task<JsonElement> GetAsync(string path) => Api.AskAsync(HttpMethod.Get, path, null, Stop);

    /// <summary>Prints JSON.</summary>
    public Task PrintAsync<T>(T value) => World.Out.WriteLineAsync(JsonSerializer.Serialize(value, Readable));

    /// <summary>Prints a line.</summary>
    public Task SayAsync(string line) => World.Out.WriteLineAsync(line);
}

/// <summary>What was written cannot be meant: told as it is, and nothing is tried.</summary>
internal sealed class UsageException(string message) : Exception(message);
