using System.Net;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>A sentence into a call, another flow for it, a command again that failed.</summary>
public sealed class OperatorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("speak", """{"sentence":"One moment."}""", "$speak")]
    [InlineData("redirect", """{"flow":"greeting","args":{"a":1}}""", "$redirect")]
    public async Task It_is_a_signal_of_the_frameworks_own_under_its_key(string path, string body, string name)
    {
        await using var host = await OperationsHost.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/calls/c-1/{path}") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Headers = { { "Idempotency-Key", "k-1" } } };
            using var response = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        var sent = host.Router.Sent.Select(s => (Signal)s.Message).ToList();
        Assert.Equal([name, name], sent.Select(s => s.Name));
        Assert.Single(sent.Select(s => s.Id).Distinct());
        Assert.Equal(body, sent[0].Value?.GetRawText());
        Assert.Equal("this machine's user from 127.0.0.1", sent[0].By);
    }

    [Theory]
    [InlineData("speak", """{"sentence":""}""", "sentence", "has 0 characters; send 1 to 1000")]
    [InlineData("speak", """{"text":"a"}""", "text", "the fields are: sentence")]
    [InlineData("redirect", """{"flow":"nobody"}""", "flow", "'nobody' is no flow; there are:")]
    [InlineData("redirect", """{"flow":"chat"}""", "flow", "name one that derives from CallScript")]
    [InlineData("redirect", """{"args":1}""", "flow", "is missing")]
    public async Task What_cannot_be_read_is_refused(string path, string body, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();
        using var response = await host.Client.PostAsync($"/api/calls/c-1/{path}", body);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Contains(part, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task What_a_call_cannot_take_is_refused_in_words()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Late, "nobody has answered it yet"));
        using var late = await host.Client.PostAsync("/api/calls/c-1/speak", """{"sentence":"Hello."}""");
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Unclaimed, "there is no such call"));
        using var none = await host.Client.PostAsync("/api/calls/c-1/speak", """{"sentence":"Hello."}""");

        var problem = await late.ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(("Not possible", "Call 'c-1' cannot be spoken to: nobody has answered it yet."), (problem.GetProperty("title").GetString(), problem.GetProperty("detail").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "it was done")]
    [InlineData(3, "only its flow knows what a Gather is for; redirect the call to a flow that asks for it anew")]
    [InlineData(4, "it has no outcome yet")]
    [InlineData(5, "it holds a secret that nobody but its flow may see")]
    [InlineData(6, "it was sent again as command -10, and that was done")]
    public async Task A_command_is_sent_again_that_failed_and_that_its_flow_need_not_hear_of(int operation, string? why)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("c-1", [.. Journal().Select(JournalFormat.Write)]);

        using var response = await host.Client.PostAsync($"/api/calls/c-1/commands/{operation}/retry", null);

        if (why is null)
        {
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var signal = (Signal)Assert.Single(host.Router.Sent).Message;
            Assert.Equal(("$retry", """{"operation":1,"leg":0,"tag":"t","command":{"kind":"speak","sentence":"Hello."}}"""), (signal.Name, signal.Value?.GetRawText()));
        }
        else
        {
            Assert.Equal($"Command {operation} of call 'c-1' cannot be sent again: {why}.", (await response.ProblemAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString());
            Assert.Empty(host.Router.Sent);
        }
    }

    [Theory]
    [InlineData("/api/calls/c-1/commands/99/retry", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/c-2/commands/1/retry", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/c-1/commands/one/retry", HttpStatusCode.BadRequest)]
    public async Task A_command_that_is_not_there_is_told(string path, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("c-1", [.. Journal().Select(JournalFormat.Write)]);

        using var response = await host.Client.PostAsync(path, null);

        await response.ProblemAsync(status);
    }

    private static IEnumerable<JournalEntry> Journal()
    {
        yield return new BeginEntry("greeting", 1, "in", "+15550001", "+15550100") { At = Now };
        yield return new DecisionEntry(
        [
            new CommandDecided(1, new SpeakCommand("Hello.")) { Tag = "t" },
            new CommandDecided(2, new SpeakCommand("Good day.")),
            new CommandDecided(3, new GatherCommand()),
            new CommandDecided(4, new SpeakCommand("Wait.")),
            new CommandDecided(5, new SendDtmfCommand("1234") { IsSensitive = true }),
            new CommandDecided(6, new SpeakCommand("Again.")),
        ]) { At = Now };
        yield return Refused(1);
        yield return new OutcomeEntry(2, new CommandOutcome(OutcomeStatus.Done)) { At = Now };
        yield return Refused(3);
        yield return Refused(5);
        yield return Refused(6);
        yield return new SignalEntry("r-0", "other", Disposition.Accepted) { At = Now };
        yield return new SignalEntry("r-1", "$retry", Disposition.Accepted) { At = Now, Value = JsonElement.Parse("""{"operation":6,"leg":0,"command":{"kind":"speak","sentence":"Again."}}""") };
        yield return new DecisionEntry([new CommandDecided(-10, new SpeakCommand("Again."))]) { At = Now, ByHost = true };
        yield return new OutcomeEntry(-10, new CommandOutcome(OutcomeStatus.Done)) { At = Now };
    }

    private static OutcomeEntry Refused(int operation) => new(operation, new CommandOutcome(OutcomeStatus.Refused) { Error = new CarrierError(403, "forbidden", "no", "No.") }) { At = Now };
}
