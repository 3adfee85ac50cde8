namespace CallGrains.Bandwidth.Tests;

/// <summary>
/// Promise 3 rests on this table: each command, each way to fail, how far the request got. The adapter itself never
/// sends twice.
/// </summary>
public sealed class FailureTableTests
{
    private static readonly Dictionary<string, (FakeAnswer Answer, RequestEffect Effect)> Answers = new()
    {
        ["cut after reading"] = (FakeAnswer.CutOff, RequestEffect.InDoubt),
        ["cut within the headers"] = (new FakeAnswer("HTTP/1.1 200 O") { Cut = true }, RequestEffect.InDoubt),
        ["garbage"] = (new FakeAnswer("SSH-2.0-OpenSSH_9.6\r\n\r\n") { Cut = true }, RequestEffect.InDoubt),
        ["500"] = (FakeAnswer.Error(500, "backend", "backend-protocol-support-failure"), RequestEffect.InDoubt),
        ["502 of a proxy"] = (FakeAnswer.OfType(502, "text/html", "<html>Bad Gateway</html>"), RequestEffect.InDoubt),
        ["503"] = (FakeAnswer.Error(503, "unavailable", "internal-error"), RequestEffect.InDoubt),
        ["503 speak-error"] = (FakeAnswer.Error(503, "unavailable", "speak-error"), RequestEffect.InDoubt),
        ["503 while it is set up"] = (FakeAnswer.Error(503, "unavailable", "call-unavailable"), RequestEffect.None),
        ["408"] = (FakeAnswer.Of(408, null), RequestEffect.InDoubt),
        ["429"] = (FakeAnswer.Error(429, "too-many-requests", "rate-limit-reached", ("X-RateLimit-Reset", "1767323048000")), RequestEffect.None),
        ["429 without a word"] = (FakeAnswer.Of(429, null), RequestEffect.None),
        ["403 limit"] = (FakeAnswer.Error(403, "limit", "call-rate-limit"), RequestEffect.None),
        ["403 limit of size"] = (FakeAnswer.Error(403, "limit", "conference-max-members"), RequestEffect.Refused),
        ["409 someone else"] = (FakeAnswer.Error(409, "conflict", "call-update-conflict"), RequestEffect.None),
        ["409 duplicate"] = (FakeAnswer.Error(409, "conflict", "call-duplicate-gather-error"), RequestEffect.Refused),
        ["400"] = (FakeAnswer.Error(400, "bad-request", "validation-error"), RequestEffect.Refused),
        ["401"] = (FakeAnswer.Error(401, "authorization", "access-denied"), RequestEffect.Refused),
        ["403 credit"] = (FakeAnswer.Error(403, "credit", "insufficient-available-balance"), RequestEffect.Refused),
        ["404 of a proxy"] = (FakeAnswer.OfType(404, "text/html", "<html>Not Found</html>"), RequestEffect.Refused),
        ["302"] = (FakeAnswer.Of(302, null, ("Location", "https://elsewhere.example.com/")), RequestEffect.Refused),
    };

    public static TheoryData<string, string> Table()
    {
        var table = new TheoryData<string, string>();
        foreach (var command in Samples.All.Keys)
        {
            foreach (var failure in Answers.Keys)
            {
                table.Add(command, failure);
            }
        }

        return table;
    }

    public static TheoryData<string> Commands() => [.. Samples.All.Keys];

    /// <summary>
    /// What goes to other grains never reaches a carrier; what creates something has tests of its own
    /// (<see cref="CreationTests"/>), and so have files (<see cref="RecordingFileTests"/>) and conferences
    /// (<see cref="ConferenceTests"/>).
    /// </summary>
    [Fact]
    public void Every_command_type_is_in_the_table() => Assert.Equal(
        typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAssignableTo(typeof(GrainCommand))).Select(type => type.Name)
            .Except([nameof(BridgeCommand), nameof(UnbridgeCommand), nameof(SendMessageCommand), nameof(TranscribeCommand), nameof(VerifyRecordingCommand), nameof(ConferenceCommand), .. ConferenceTests.Commands.Values.Select(c => c.GetType().Name)]).Order(),
        Samples.All.Values.Select(command => command.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_answer_that_is_none_says_how_far_the_request_got(string command, string failure)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = Samples.Live;
        rig.Fake.Then(Answers[failure].Answer);

        var error = await rig.FailAsync(Samples.All[command]);

        Assert.Equal(Answers[failure].Effect, error.Effect);
        Assert.Equal(error.Effect == RequestEffect.None, error.RetryAfter is not null);
        Assert.Single(rig.Posts);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_kept_connection_that_is_cut_does_not_make_the_client_send_again(string command)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = Samples.Live;
        Assert.NotNull(await rig.Carrier.Questions.GetCallAsync("c-1", CancellationToken.None));
        rig.Fake.Then(FakeAnswer.CutOff);

        var error = await rig.FailAsync(Samples.All[command]);

        Assert.Equal(RequestEffect.InDoubt, error.Effect);
        Assert.Equal([1, 1], rig.Fake.Requests.Select(request => request.Connection));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_refused_connection_had_no_effect(string command)
    {
        await using var rig = new Rig(FakeCarrier.Refusing());

        var error = await rig.FailAsync(Samples.All[command]);

        Assert.Equal((RequestEffect.None, "not-sent", 0), (error.Effect, error.Error.Code, error.Error.Status));
        Assert.Contains("Bandwidth:BaseUrl", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_answer_that_does_not_come_in_time_leaves_doubt(string command)
    {
        await using var rig = new Rig();
        rig.Fake.Then(FakeAnswer.Silence);
        var sending = rig.FailAsync(Samples.All[command]);
        await rig.Fake.ArrivalAsync();

        rig.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((RequestEffect.InDoubt, "no-answer"), ((await sending).Effect, (await sending).Error.Code));
        Assert.Single(rig.Fake.Requests);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_request_that_found_no_free_connection_in_time_had_no_effect(string command)
    {
        await using var rig = new Rig(configure: options => options.MaxConnections = 1);
        rig.Fake.Then(FakeAnswer.Silence);
        // A download holds the only connection: its deadline is later than the command's.
        var occupying = Assert.ThrowsAnyAsync<Exception>(() => rig.Client.Media.GetAsync("long.wav"));
        await rig.Fake.ArrivalAsync();
        var waiting = rig.FailAsync(Samples.All[command]);

        rig.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((RequestEffect.None, "not-sent"), ((await waiting).Effect, (await waiting).Error.Code));
        Assert.False(occupying.IsCompleted);
        Assert.Single(rig.Fake.Requests);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_call_that_the_carrier_does_not_know_is_gone(string command)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Error(404, "not-found", "call-not-found");

        var error = await rig.FailAsync(Samples.All[command]);

        Assert.Equal(command == "createCall" ? RequestEffect.Refused : RequestEffect.Gone, error.Effect);
    }

    [Fact]
    public async Task The_callers_own_wish_to_stop_is_no_failure_of_the_carrier()
    {
        await using var rig = new Rig();
        using var stop = new CancellationTokenSource();
        rig.Fake.Then(FakeAnswer.Silence);
        var sending = rig.Carrier.Commands.SendAsync(Rig.Request(new HangupCommand()), stop.Token);
        await rig.Fake.ArrivalAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
