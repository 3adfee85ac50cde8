using CallGrains.Tool.Documents;
using CallGrains.Tool.Scenarios;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Scenarios;

public sealed class ScenarioFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_step_is_read_with_its_line_and_its_patience()
    {
        var scenario = Assert.Single(Read("""
            {
              "within": 12,
              "scenarios": [
                {
                  "name": "all",
                  "weight": 3,
                  "steps": [
                    { "dial": "+15550100", "from": "+15550123" },
                    { "hear": "welcome", "within": 0.5 },
                    { "press": "12*#A" },
                    { "say": "Hello" },
                    { "sayNothing": 2.5 },
                    { "hangUp": true },
                    { "text": "STOP", "to": "+15550104" },
                    { "receive": "unsubscribed" },
                    { "expect": { "connectedTo": "+15550199", "state": "completed", "cause": "NORMAL_CLEARING", "heard": ["a", "b"], "notHeard": ["c"] } }
                  ]
                }
              ]
            }
            """));

        Assert.Equal(("all", 3), (scenario.Name, scenario.Weight));
        Assert.Equal(
            [
                new Dial("+15550100", "+15550123") { Line = 8 },
                new Hear("welcome", TimeSpan.FromSeconds(0.5)) { Line = 9 },
                new Press("12*#A") { Line = 10 },
                new Say("Hello") { Line = 11 },
                new SayNothing(TimeSpan.FromSeconds(2.5)) { Line = 12 },
                new HangUp { Line = 13 },
                new Text("STOP", "+15550104") { Line = 14 },
                new Receive("unsubscribed", TimeSpan.FromSeconds(12)) { Line = 15 },
            ],
            scenario.Steps.Take(8));
        Assert.Equal(
            "expect connectedTo +15550199, state completed, cause NORMAL_CLEARING, heard \"a\", \"b\", notHeard \"c\"",
            Assert.IsType<Expect>(scenario.Steps[8]).ToString());
    }

    [Theory]
    [InlineData("""{ "hear": "x" }, { "dial": "+15550100" }""", "scenarios[0].steps[0] has 'hear', but nothing was dialled before; put a step with 'dial' first.")]
    [InlineData("""{ "receive": "x" }""", "scenarios[0].steps[0] has 'receive', but nothing was dialled or texted before that could bring a message; put such a step first.")]
    [InlineData("""{ "dial": "+15550100", "hear": "x" }""", "scenarios[0].steps[0] has 'dial' and 'hear'; write exactly one of dial, hear, press, say, sayNothing, hangUp, text, receive, expect.")]
    [InlineData("""{ "dial": "+15550100" }, { "within": 3 }""", "scenarios[0].steps[1] has none of them; write exactly one of dial, hear, press, say, sayNothing, hangUp, text, receive, expect.")]
    [InlineData("""{ "dial": "+15550100", "within": 3 }""", "scenarios[0].steps[0] has 'within', but does not wait; write it with hear, receive, expect.")]
    [InlineData("""{ "dial": "+15550100" }, { "expect": {} }""", "scenarios[0].steps[1].expect expects nothing; write at least one of connectedTo, state, cause, heard, notHeard.")]
    [InlineData("""{ "dial": "+15550100" }, { "hangUp": false }""", "scenarios[0].steps[1].hangUp is false; write true.")]
    [InlineData("""{ "dial": "+15550100" }, { "press": "one" }""", "scenarios[0].steps[1].press is 'one'; write keys of a phone: 0-9, *, #, A-D.")]
    [InlineData("""{ "dial": "+15550100" }, { "sayNothing": 0 }""", "scenarios[0].steps[1].sayNothing is 0; write how many of the caller's seconds, above 0 and up to 3600.")]
    [InlineData("""{ "dial": "+15550100" }, { "expect": { "state": "done" } }""", "scenarios[0].steps[1].expect.state is 'done'; write the call's state: started, active, transferring, completed or rejected.")]
    [InlineData("""{ "text": "Hi" }""", "scenarios[0].steps[0] has 'text' without 'to'; add 'to' or leave 'text' out.")]
    [InlineData("""{ "dial": "+15550100" }, { "hear": "x", "from": "+1555" }""", "scenarios[0].steps[1] has 'from' without 'dial'; add 'dial' or leave 'from' out.")]
    [InlineData("""{ "dail": "+15550100" }""", "scenarios[0].steps[0] has 'dail', which means nothing here; did you mean 'dial'?")]
    public void A_fault_teaches(string steps, string fault) => Assert.Contains(fault, Faults($$"""{ "scenarios": [ { "name": "a", "steps": [ {{steps}} ] } ] }"""), StringComparison.Ordinal);

    [Fact]
    public void Faults_have_their_lines() => Assert.Equal(
        """
        FILE:3:52: scenarios[0].steps[0].dial is '555'; write a number with country code, such as "+19195551212".
        FILE:4:5: scenarios[1] has no 'name'; add it: a name for the table.
        FILE:4:21: scenarios[1].weight is 0; write how often it comes in the mix, a whole number from 1 to 1000.
        """,
        Faults("""
            {
              "scenarios": [
                { "name": "a",          "steps": [ { "dial":   "555" } ] },
                { "weight":     0, "steps": [ { "dial": "+15550100" } ] }
              ]
            }
            """));

    [Fact]
    public void Each_scenario_has_its_own_name() => Assert.Contains(
        "FILE:3:13: scenarios[1].name is 'a' as in line 2; give each scenario its own name.",
        Faults("""
            { "scenarios": [
              { "name": "a", "steps": [ { "dial": "+15550100" } ] },
              { "name": "a", "steps": [ { "dial": "+15550100" } ] } ] }
            """),
        StringComparison.Ordinal);

    private IReadOnlyList<Scenario> Read(string json) => ScenarioFile.Read(_folder.Write("scenario.json", json));

    private string Faults(string json) =>
        Assert.Throws<DocumentException>(() => Read(json)).Message.Replace(Path.Combine(_folder.Path, "scenario.json"), "FILE", StringComparison.Ordinal);
}
