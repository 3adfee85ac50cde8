using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Scenarios;

/// <summary>Each step against a simulator that answers what the test says.</summary>
public sealed class StepTests : IDisposable
{
    private const string Call = """{"callId":"c-1","state":"STATE","cause":"NORMAL_CLEARING","connectedTo":"+15550199","heard":[{"kind":"speak","text":"Press one"},{"kind":"connected","text":"+15550199"},{"kind":"play","url":"https://m.example.com/hold.wav"},{"kind":"speak","text":"Press one"}]}""";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_step_is_its_request_and_the_phone_is_put_down_at_the_end()
    {
        await using var fake = await FakeSimulator.StartAsync(Active);

        var run = await RunAsync(fake, """{ "dial": "+15550100" }, { "hear": "press ONE" }, { "press": "1" }, { "say": "Hi" }, { "hear": "hold.wav" }, { "hear": "Press one" }, { "text": "Yes", "to": "+15550104" }""");

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Equal(
            [
                "GET /healthz",
                """POST /sim/calls {"from":"\u002B12000000008","to":"\u002B15550100"}""",
                "GET /sim/calls/c-1",
                """POST /sim/calls/c-1/digits {"digits":"1"}""",
                """POST /sim/calls/c-1/say {"text":"Hi"}""",
                "GET /sim/calls/c-1",
                "GET /sim/calls/c-1",
                """POST /sim/messages {"from":"\u002B12000000008","to":"\u002B15550104","text":"Yes"}""",
                "POST /sim/calls/c-1/hangup",
            ],
            fake.Requests);
    }

    [Theory]
    [InlineData("""{ "hear": "Press one" }, { "hear": "Press one" }, { "hear": "Press one", "within": 0.01 }""", "step 4 (line 1), hear \"Press one\": 1 call failed\n  c-1: not within 0.01 s; since the last step it had heard nothing")]
    [InlineData("""{ "hear": "+15550199", "within": 0.01 }""", "  c-1: not within 0.01 s; since the last step it had heard \"Press one\", \"https://m.example.com/hold.wav\", \"Press one\"")]
    [InlineData("""{ "expect": { "connectedTo": "+15550198", "state": "completed", "heard": ["Press one", "Press two"] }, "within": 0.01 }""", "  c-1: connectedTo is +15550199, not +15550198; state is active, not completed; it has not heard \"Press two\", but \"Press one\", \"https://m.example.com/hold.wav\", \"Press one\"")]
    [InlineData("""{ "expect": { "notHeard": ["press"] } }""", "expect notHeard \"press\": 1 call failed\n  c-1: it heard \"press\", which it must not")]
    public async Task What_does_not_come_out_fails_with_what_was_instead(string steps, string failure)
    {
        await using var fake = await FakeSimulator.StartAsync(Active);

        var run = await RunAsync(fake, """{ "dial": "+15550100" }, """ + steps);

        Assert.Equal(1, run.Status);
        Assert.Contains(failure, run.Out, StringComparison.Ordinal);
        Assert.EndsWith(" s.\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED: 1 of 1 calls in ", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "hear": "Goodbye" }""", "  c-1: the call ended (NORMAL_CLEARING) before; since the last step it had heard")]
    [InlineData("""{ "expect": { "state": "active" } }""", "  c-1: state is completed, not active")]
    public async Task Nothing_is_waited_for_after_the_end(string step, string failure)
    {
        await using var fake = await FakeSimulator.StartAsync(request => Answer(request, "completed"));

        Assert.Contains(failure, (await RunAsync(fake, """{ "dial": "+15550100" }, """ + step)).Out, StringComparison.Ordinal);
        Assert.Single(fake.Requests, "GET /sim/calls/c-1");
    }

    [Fact]
    public async Task Messages_are_received_in_order_each_once()
    {
        var items = """
            {"items":[
              {"from":"+15550104","to":"+12000000008","state":"queued","text":"third"},
              {"from":"+15550104","to":"+12000000008","state":"sent","text":"Second: bye"},
              {"from":"+12000000008","to":"+15550104","state":"received","text":"STOP bye"},
              {"from":"+15550104","to":"+12000000008","state":"sent","text":"First: hello"}]}
            """;
        await using var fake = await FakeSimulator.StartAsync(request => request.StartsWith("GET /sim/messages", StringComparison.Ordinal) ? (200, items) : Active(request));

        var right = await RunAsync(fake, """{ "text": "STOP", "to": "+15550104" }, { "receive": "hello" }, { "receive": "bye" }""");
        var wrong = await RunAsync(fake, """{ "text": "STOP", "to": "+15550104" }, { "receive": "bye" }, { "receive": "hello", "within": 0.01 }""");
        var early = await RunAsync(fake, """{ "text": "STOP", "to": "+15550104" }, { "receive": "third", "within": 0.01 }""");

        Assert.Equal((0, 1, 1), (right.Status, wrong.Status, early.Status));
        Assert.Contains("GET /sim/messages?number=%2B12000000008", fake.Requests);
        Assert.Contains("no call: not within 0.01 s; since the last one there came nothing", wrong.Out, StringComparison.Ordinal);
        Assert.Contains("since the last one there came \"First: hello\", \"Second: bye\"", early.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, """{"category":"conflict","message":"The call c-1 is completed."}""", "the simulator answered 409: The call c-1 is completed.")]
    [InlineData(404, "", "the simulator answered 404: it does not know this step; a newer one may.")]
    [InlineData(500, "<html>", "the simulator answered 500: <html>")]
    [InlineData(200, "[1]", "did not answer POST /sim/calls/c-1/digits as a simulator does")]
    [InlineData(200, "<html>", "did not answer POST /sim/calls/c-1/digits as a simulator does")]
    public async Task What_the_simulator_refuses_fails_in_its_words(int status, string body, string failure)
    {
        await using var fake = await FakeSimulator.StartAsync(request => request.Contains("/digits", StringComparison.Ordinal) ? (status, body) : Active(request));

        Assert.Contains(failure, (await RunAsync(fake, """{ "dial": "+15550100" }, { "press": "1" }""")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /sim/calls {", "{}", "no call: the simulator took the call without a callId")]
    [InlineData("GET /sim/calls/", """{"heard":5}""", "c-1: the simulator's answer has another form: ")]
    [InlineData("GET /sim/calls/", """{"state":5}""", "c-1: the simulator's answer has another form: ")]
    public async Task Answers_of_another_form_fail_the_step_not_the_run(string start, string body, string failure)
    {
        await using var fake = await FakeSimulator.StartAsync(request => request.StartsWith(start, StringComparison.Ordinal) ? (200, body) : Active(request));

        var run = await RunAsync(fake, """{ "dial": "+15550100" }, { "hear": "Press one" }""");

        Assert.Equal(1, run.Status);
        Assert.Contains(failure, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_lasts_as_long_as_the_simulators_clock_says()
    {
        await using var fake = await FakeSimulator.StartAsync(request => request == "GET /healthz" ? (200, """{"speed":100000}""") : Active(request));

        Assert.Equal(0, (await RunAsync(fake, """{ "dial": "+15550100" }, { "sayNothing": 3600 }""")).Status);
    }

    private static (int, string) Active(string request) => Answer(request, "active");

    private static (int, string) Answer(string request, string state) =>
        (200, request.StartsWith("GET /sim/calls", StringComparison.Ordinal) || request.StartsWith("POST /sim/calls {", StringComparison.Ordinal) ? Call.Replace("STATE", state, StringComparison.Ordinal) : "{}");

    private Task<Run> RunAsync(FakeSimulator fake, string steps) => Run.ToolAsync(
        "scenario", _folder.Write("scenario.json", $$"""{ "scenarios": [ { "name": "a", "steps": [ {{steps}} ] } ] }"""), "--simulator", fake.Url, "--area", "200");
}
