namespace CallGrains.Bandwidth.Tests;

/// <summary>Refusals that are none, and calls that are gone.</summary>
public sealed class RefusalTests
{
    private const string Done = "done", Gone = "gone", Refused = "refused";

    /// <summary>
    /// What 403 <c>call-invalid-state</c> means: command, then the disposition for a call that is started, active,
    /// transferring, completed, rejected, unknown.
    /// </summary>
    public static TheoryData<string, string, string> States()
    {
        var table = new TheoryData<string, string, string>();
        string[] states = ["started", "active", "transferring", "completed", "rejected", "unknown"];
        foreach (var command in Samples.All.Keys.Except(["createCall", "stopGather"]))
        {
            string[] dispositions = command switch
            {
                "answer" => [Refused, Done, Done, Gone, Gone, Gone],
                "hangup" or "reject" => [Refused, Refused, Refused, Done, Done, Gone],
                _ => [Refused, Refused, Refused, Gone, Gone, Gone],
            };
            for (var i = 0; i < states.Length; i++)
            {
                table.Add(command, states[i], dispositions[i]);
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task An_invalid_state_is_judged_by_the_call_itself(string command, string state, string disposition)
    {
        await using var rig = Asked(state == "unknown" ? FakeAnswer.Error(404, "not-found", "call-not-found") : FakeAnswer.Ok(Samples.Call(state)));

        Assert.Equal(disposition, await DispositionAsync(rig, Samples.All[command]));
    }

    [Fact]
    public async Task Stopping_audio_when_none_plays_is_done()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(403, "forbidden", "call-audio-invalid-state")));

        Assert.Equal(Done, await DispositionAsync(rig, new StopAudioCommand(IsFile: true)));
        Assert.Single(rig.Fake.Requests);
    }

    [Theory]
    [InlineData("completed", "active", Done)]
    [InlineData("completed", "completed", Done)]
    [InlineData("started", "active", Refused)]
    [InlineData("created", "completed", Gone)]
    [InlineData("unknown", "active", Refused)]
    [InlineData("unknown", "completed", Gone)]
    public async Task Stopping_a_gather_is_judged_by_the_gather_then_by_its_call(string gather, string call, string disposition)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(403, "forbidden", "forbidden")));
        rig.Fake.Otherwise = request => !request.Path.Contains("/gather/", StringComparison.Ordinal) ? FakeAnswer.Ok(Samples.Call(call))
            : gather == "unknown" ? FakeAnswer.Error(404, "not-found", "resource-not-found")
            : FakeAnswer.Ok($$"""{"gatherId":"gtr-1","state":"{{gather}}"}""");

        Assert.Equal(disposition, await DispositionAsync(rig, new StopGatherCommand(3)));
    }

    [Theory]
    [InlineData(false, Done)]
    [InlineData(true, Refused)]
    public async Task Recording_that_is_as_wished_already_is_done(bool enabled, string disposition)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(
            FakeAnswer.Error(409, "conflict", "conflicted-recording-values-request"), FakeAnswer.Ok(Samples.Call("active"))));

        Assert.Equal(disposition, await DispositionAsync(rig, new RecordCommand(enabled)));
    }

    [Fact]
    public async Task When_the_call_cannot_be_asked_the_command_had_no_effect_and_may_be_sent_again()
    {
        await using var rig = Asked(FakeAnswer.Error(503, "unavailable", "internal-error"));

        var error = await rig.FailAsync(new AnswerCommand());

        Assert.Equal((RequestEffect.None, "call-invalid-state", TimeSpan.FromSeconds(1)), (error.Effect, error.Error.Code, error.RetryAfter));
    }

    private static Rig Asked(FakeAnswer about) => new(FakeCarrier.Start().Then(FakeAnswer.Error(403, "forbidden", "call-invalid-state"), about));

    private static async Task<string> DispositionAsync(Rig rig, Command command)
    {
        try
        {
            Assert.Null(await rig.SendAsync(command));
            return Done;
        }
        catch (CarrierException e)
        {
            return e.Effect == RequestEffect.Gone ? Gone : e.Effect == RequestEffect.Refused ? Refused : e.Effect.ToString();
        }
    }
}
