using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace CallGrains.Tool.Calls;

/// <summary>A rung of a ladder.</summary>
/// <param name="At">When.</param>
/// <param name="Arrow">Whom it went to: <c>--&gt;</c> the carrier, <c>&lt;--</c> us; blank for what stays here.</param>
/// <param name="Text">What, in words.</param>
/// <param name="IsFault">Whether somebody should look at it.</param>
internal readonly record struct Rung(DateTimeOffset At, string Arrow, string Text, bool IsFault = false);

/// <summary>
/// Entries of a journal as a ladder: what the carrier said, what was decided and sent, and what came of it.
/// </summary>
internal static class Ladder
{
    private const string In = "<--", Out = "-->", Here = "   ";

    /// <summary>The rungs of one entry, as the control API gives it.</summary>
    public static IEnumerable<Rung> Of(JsonElement entry)
    {
        var at = entry.TryGetProperty("at", out var time) && time.TryGetDateTimeOffset(out var read) ? read : default;
        var kind = GrainLine.Text(entry, "kind");
        if (kind != "decision")
        {
            foreach (var request in kind == "outcome" && entry.TryGetProperty("requests", out var requests) ? requests.EnumerateArray() : default)
            {
                yield return Request(request);
            }

            yield return Single(entry, kind, at);
            yield break;
        }

        if (GrainLine.Text(entry, "failure") is { Length: > 0 } failure)
        {
            yield return new Rung(at, Here, $"the flow failed: {failure.Split('\n')[0]}", IsFault: true);
        }

        foreach (var item in Items(entry))
        {
            yield return Decided(item, at);
        }

        if (entry.TryGetProperty("completed", out var completed) && completed.ValueKind == JsonValueKind.True)
        {
            yield return new Rung(at, Here, "the flow has come to its end");
        }
    }

    /// <summary>Shows rungs: in colour in a terminal.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<Rung> rungs)
    {
        foreach (var rung in rungs)
        {
            var style = rung.IsFault ? new Style(Color.Red) : rung.Arrow == In ? new Style(Color.Aqua) : rung.Arrow == Out ? new Style(Color.Green) : Style.Plain;
            console.WriteLine($"{rung.At.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {rung.Arrow} {rung.Text}", style);
        }
    }

    private static Rung Single(JsonElement entry, string kind, DateTimeOffset at) => kind switch
    {
        "event" => Callback(entry, at),
        "begin" => new Rung(at, Here, GrainLine.Text(entry, "flow") is { Length: > 0 } flow ? $"flow {flow} v{entry.GetProperty("flowVersion")} begins: {GrainLine.Text(entry, "from")} calls {GrainLine.Text(entry, "to")}" : "begins without a flow"),
        "outcome" => Outcome(entry, at),
        "step" => GrainLine.Text(entry, "error") is { Length: > 0 } error ? new Rung(at, Here, $"step {Operation(entry)} threw: {error}", IsFault: true) : new Rung(at, Here, $"step {Operation(entry)} returned"),
        "timer" => new Rung(at, Here, $"timer {Operation(entry)} fires"),
        "signal" => new Rung(at, In, $"signal {GrainLine.Text(entry, "name")}"),
        "hangUp" => new Rung(at, Here, "a hang-up was asked for"),
        "fault" => new Rung(at, Here, $"the flow stops: {GrainLine.Text(entry, "message").Split('\n')[0]}", IsFault: true),
        "attempt" => new Rung(at, Here, $"command {Operation(entry)} is about to be sent again"),
        "check" => new Rung(at, Here, "the carrier was asked how it stands"),
        "release" => new Rung(at, Here, "held events are released"),
        "alias" => new Rung(at, Here, $"belongs to {GrainLine.Text(entry, "to")}"),
        "snapshot" when entry.TryGetProperty("continuation", out _) => new Rung(at, Here, $"flow {GrainLine.Text(entry.GetProperty("begin"), "flow")} begins here"),
        "snapshot" => new Rung(at, Here, "what was before is summed up here"),
        _ => new Rung(at, Here, kind),
    };

    private static Rung Callback(JsonElement entry, DateTimeOffset at)
    {
        var disposition = GrainLine.Text(entry, "verdict");
        var words = entry.TryGetProperty("raw", out var raw) ? CallbackText.Of(raw.GetString()!) : "a callback that is no text";
        return new Rung(at, In, disposition is "" or "Accepted" or "accepted" ? words : $"{words}  ({disposition})");
    }

    /// <summary>A request that a command took, and its answer.</summary>
    private static Rung Request(JsonElement request)
    {
        var status = request.TryGetProperty("status", out var found) ? found.GetInt32() : 0;
        var time = request.TryGetProperty("milliseconds", out var took) ? took.GetInt32() : 0;
        return new Rung(
            request.GetProperty("at").GetDateTimeOffset(),
            Out,
            $"{GrainLine.Text(request, "method")} {GrainLine.Text(request, "path")}: {(status == 0 ? "no answer" : status.ToString(CultureInfo.InvariantCulture))} after {time} ms",
            status is < 200 or >= 300);
    }

    private static Rung Outcome(JsonElement entry, DateTimeOffset at)
    {
        var outcome = entry.GetProperty("outcome");
        var status = GrainLine.Text(outcome, "status");
        var why = outcome.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? GrainLine.Text(error, "message") : "";
        var isFault = status.Contains("refused", StringComparison.OrdinalIgnoreCase) || status.Contains("unknown", StringComparison.OrdinalIgnoreCase);
        return new Rung(at, Here, $"outcome of {Operation(entry)}: {status} {why}".TrimEnd(), isFault);
    }

    private static Rung Decided(JsonElement item, DateTimeOffset at)
    {
        var id = item.GetProperty("id");
        return GrainLine.Text(item, "kind") switch
        {
            "command" => new Rung(at, Out, $"{CommandText(item.GetProperty("command"))}  #{id}"),
            "step" => new Rung(at, Here, $"step {GrainLine.Text(item, "name")}  #{id}"),
            "timer" => new Rung(at, Here, $"timer {GrainLine.Text(item, "name")} until {GrainLine.Text(item, "dueAt")}  #{id}"),
            var other => new Rung(at, Here, $"{other}  #{id}"),
        };
    }

    private static string CommandText(JsonElement command)
    {
        var prompt = command.TryGetProperty("prompt", out var given) && given.ValueKind == JsonValueKind.Object ? GrainLine.Text(given, "sentence") + GrainLine.Text(given, "fileUrl") : "";
        var said = GrainLine.Text(command, "sentence") + GrainLine.Text(command, "text") + prompt;
        var more = said.Length > 0 ? $"\"{said}\"" : GrainLine.Text(command, "to") + GrainLine.Text(command, "fileUrl") + GrainLine.Text(command, "digits");
        return $"{GrainLine.Text(command, "kind")} {more}".TrimEnd();
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement entry) => entry.TryGetProperty("items", out var items) ? items.EnumerateArray() : default;

    private static string Operation(JsonElement entry) => entry.TryGetProperty("operation", out var operation) ? $"#{operation}" : "";
}
