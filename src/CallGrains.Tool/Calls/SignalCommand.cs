using System.CommandLine;
using System.Text;
using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>signal ID NAME [VALUE]</c>: tells a flow something.</summary>
internal static class SignalCommand
{
    public static Command Create(ToolWorld world)
    {
        var (id, json) = (GrainRef.Argument(), ApiCommand.Json());
        var name = new Argument<string>("NAME") { Description = "What the flow waits for." };
        var value = new Argument<string?>("VALUE") { Description = "What it is given: JSON, or a text that is none. Nothing for none.", Arity = ArgumentArity.ZeroOrOne };
        return ApiCommand.Create(world, "signal", "Send a durable signal to the flow of a call, thread or conference.", [id, name, value, json], async call =>
        {
            var which = GrainRef.Parse(call.Parsed.GetValue(id)!);
            var body = call.Parsed.GetValue(value) is { } given ? new StringContent(AsJson(given), Encoding.UTF8, "application/json") : null;
            var taken = await call.Api.AskAsync(HttpMethod.Post, $"{which.Path}/signals/{Uri.EscapeDataString(call.Parsed.GetValue(name)!)}", body, call.Stop);
            await (call.Parsed.GetValue(json) ? call.PrintAsync(taken) : call.SayAsync($"{which.Id} has the signal ({GrainLine.Text(taken, "verdict")})."));
            return ToolCommand.Done;
        });
    }

    /// <summary>A text without its quotes is the text.</summary>
    private static string AsJson(string given)
    {
        try
        {
            using var json = JsonDocument.Parse(given);
            return given;
        }
        catch (JsonException)
        {
            return JsonSerializer.Serialize(given);
        }
    }
}
