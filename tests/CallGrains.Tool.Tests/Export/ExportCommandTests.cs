using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Export;

/// <summary>An incident becomes a history, or a test.</summary>
public sealed class ExportCommandTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_history_is_printed_as_the_host_has_it()
    {
        var document = System.Text.Encoding.UTF8.GetString(JournalDocument.Write(Incident()));
        await using var host = await FakeSimulator.StartAsync(_ => (200, document));

        var run = await Run.ToolAsync("export", "c-1", "--host", host.Url);

        Assert.Equal((0, document + "\n", ""), (run.Status, run.Out, run.Error));
        Assert.Equal(["GET /api/calls/c-1/journal"], host.Requests);
    }

    [Fact]
    public async Task An_incident_becomes_a_failing_test()
    {
        await using var host = await FakeSimulator.StartAsync(_ => (200, System.Text.Encoding.UTF8.GetString(JournalDocument.Write(Incident()))));

        var run = await Run.ToolAsync("export", "c-1", "--test", "--host", host.Url);

        Assert.Equal(
            """
            using CallGrains.Testing;
            using Xunit;

            public sealed class FrontDeskIncident
            {
                // call/c-1, begun 2026-01-01 12:00:00Z, flow 'front-desk' version 1.
                [Fact]
                public async Task FrontDesk_c_1()
                {
                    await using var phone = await FlowTest.Start<FrontDesk>(services =>
                    {
                        // What FrontDesk's constructor is given.
                    });
                    var person = await phone.DialsAsync("+15550100", from: "+15550123");
                    await person.Hears("Say \"yes\" or press 1.");
                    await person.Presses("1");
                    // step 3 failed: TimeoutException: the directory does not answer
                    await person.HangsUp();   // NORMAL_CLEARING
                    await person.IsDone();

                    Assert.Fail("When it was recorded, the flow was stopped by: StepFailedException: find agent Say here what should have happened instead.");
                }
            }

            """,
            run.Out);
    }

    [Fact]
    public async Task A_secret_is_a_comment_in_the_test()
    {
        var history = Incident();
        var (keys, readers) = (JournalKeys.Ephemeral(), new CallbackReaders([new CallGrains.Bandwidth.BandwidthCallbacks()]));
        history = history with
        {
            Entries = [.. history.Entries.Select((e, i) => JournalFormat.Read(e, i + 1, readers) is EventEntry { Event: DtmfEvent } ? Sealed(e, keys) : e)],
        };
        await using var host = await FakeSimulator.StartAsync(_ => (200, System.Text.Encoding.UTF8.GetString(JournalDocument.Write(history))));

        var run = await Run.ToolAsync("export", "c-1", "--test", "--host", host.Url);

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Contains("// What was pressed here is a secret: await person.Presses(\"...\");", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Presses(\"1\")", run.Out, StringComparison.Ordinal);
    }

    private static StoredEntry Sealed(StoredEntry entry, JournalKeys keys) =>
        new(System.Text.Encoding.UTF8.GetBytes($"{System.Text.Encoding.UTF8.GetString(entry.Body.Span)[..^1]},\"sealed\":\"{keys.Current}\"}}"), keys.Seal(entry.Raw.Span));

    [Fact]
    public async Task What_cannot_be_had_is_told()
    {
        await using var host = await FakeSimulator.StartAsync(request => request.Contains("c-2", StringComparison.Ordinal) ? (404, "") : request.Contains("c-3", StringComparison.Ordinal) ? (401, "") : (200, "{}"));

        Assert.Contains("knows no call 'c-2'", (await Run.ToolAsync("export", "c-2", "--host", host.Url)).Error, StringComparison.Ordinal);
        Assert.Contains("wants an API key", (await Run.ToolAsync("export", "c-3", "--host", host.Url)).Error, StringComparison.Ordinal);
        Assert.Contains("This is no history", (await Run.ToolAsync("export", "c-4", "--test", "--host", host.Url)).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run.ToolAsync("export", "c-4", "--host", "nowhere")).Status);
    }

    private static JournalHistory Incident()
    {
        JournalEntry[] entries =
        [
            new BeginEntry("front-desk", 1, "in", "+15550123", "+15550100") { Carrier = "bandwidth" },
            Event("""{"eventType":"incomingcall","callId":"c-1","from":"+15550123","to":"+15550100","time":"2026-01-01T12:00:00Z"}"""),
            new DecisionEntry([new CommandDecided(1, new AnswerCommand()), new CommandDecided(2, new GatherCommand { MaxDigits = 1, Prompt = "Say \"yes\" or press 1." })]),
            Event("""{"eventType":"dtmf","callId":"c-1","dtmfDigit":"1","time":"2026-01-01T12:00:02Z"}"""),
            new DecisionEntry([new StepDecided(3, "find agent")]),
            new StepEntry(3) { Error = "TimeoutException: the directory does not answer" },
            new DecisionEntry([]) { Completed = true, Failure = "StepFailedException: find agent\n   at FrontDesk" },
            Event("""{"eventType":"hangup","callId":"c-1","cause":"NORMAL_CLEARING","time":"2026-01-01T12:00:09Z"}"""),
        ];
        var summary = new GrainSummary { Address = FlowAddress.Call("c-1"), Sequence = entries.Length, Flow = "front-desk", FlowVersion = 1 };
        return new JournalHistory(summary, [.. entries.Select(e => JournalFormat.Write(e with { At = Noon }))]);
    }

    private static EventEntry Event(string json) => new("bandwidth", CallbackForm.Json, Disposition.Accepted) { Raw = System.Text.Encoding.UTF8.GetBytes(json) };
}
