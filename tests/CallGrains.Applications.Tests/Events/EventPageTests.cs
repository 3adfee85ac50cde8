using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Applications.Tests.Telemetry;

namespace CallGrains.Applications.Tests.Events;

/// <summary>
/// The examples of docs/events.md are what the code writes; to write them anew: <c>CALLGRAINS_ACCEPT_EVENTS=1 dotnet
/// test --filter EventPageTests</c>.
/// </summary>
public sealed class EventPageTests
{
    private const string Begin = "<!-- examples: made by EventPageTests -->\n", End = "<!-- end of examples -->";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly DateTimeOffset At = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "events.md");

    [Fact]
    public void The_examples_of_the_page_are_what_a_receiver_gets()
    {
        var page = File.ReadAllText(Page);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var made = $"{page[..from]}\n{Examples()}\n{page[to..]}";
        if (Environment.GetEnvironmentVariable("CALLGRAINS_ACCEPT_EVENTS") == "1")
        {
            File.WriteAllText(Page, made);
            page = made;
        }

        Assert.Equal(made, page);
    }

    [Fact]
    public void Every_type_is_on_the_page()
    {
        var page = File.ReadAllText(Page);
        Assert.All(FeedTypes.All, type => Assert.Contains($"`{type}`", page, StringComparison.Ordinal));
    }

    private static string Examples()
    {
        var call = new GrainSummary
        {
            Address = FlowAddress.Call("c-15ac29a2-1331029c"),
            Sequence = 14,
            State = GrainState.Ended,
            Flow = "front-desk",
            FlowVersion = 1,
            Direction = "in",
            From = "+15550123",
            To = "+15550100",
            CreatedAt = At,
            EndedAt = At.AddSeconds(48),
            Cause = "hangup",
            Status = "booked",
            Result = """{"booked":true,"callBack":"+15550123"}""",
        };
        var thread = new GrainSummary { Address = FlowAddress.Thread("+15550105", "+15550123"), Sequence = 7, Flow = "auto-reply", FlowVersion = 1, CreatedAt = At };
        var failed = new FeedEvent("message.failed", 7, 2) { Text = new FeedText("m-1", "+15550105", "+15550123", "We are open until 5 pm.", "4720", "invalid destination address") };
        var examples = new StringBuilder();
        Add(examples, "A call's outcome, masked:", FeedBody.Write(new FeedEvent("call.completed", 14, 6), call, "bandwidth", At.AddSeconds(49), showsAll: false, hidesText: false));
        Add(examples, "A text that was not delivered, with `ShowNumbers`:", FeedBody.Write(failed, thread, "bandwidth", At.AddSeconds(3), showsAll: true, hidesText: false));
        return examples.ToString().TrimEnd('\n') + "\n";
    }

    private static void Add(StringBuilder examples, string what, byte[] body) =>
        examples.Append(what).Append("\n\n```json\n").Append(JsonNode.Parse(body)!.ToJsonString(Indented)).Append("\n```\n\n");
}
