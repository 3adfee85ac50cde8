using System.Text.Json.Nodes;

namespace CallGrains.Bandwidth.Tests;

/// <summary>Conferences and their members: how they are asked for, found again, and what refusals mean.</summary>
public sealed class ConferenceTests
{
    private const string Done = "done", Gone = "gone", Refused = "refused";
    private static readonly ConferenceSeat Seat = new("conf-1", "member-1");

    /// <summary>One good command of each type.</summary>
    public static IReadOnlyDictionary<string, Command> Commands { get; } = new Dictionary<string, Command>
    {
        ["create"] = new CreateConferenceCommand("+15550102"),
        ["add"] = new AddMemberCommand("c-1", "call/c-1#2") { Mute = true, JoinTone = true },
        ["change"] = new ChangeMemberCommand(Seat) { Mute = false },
        ["leave"] = new ChangeMemberCommand(Seat) { Leaves = true },
        ["changeAll"] = new ChangeConferenceCommand { Hold = true },
        ["announce"] = new AnnounceCommand("Hello.") { Loop = true },
        ["stop"] = new StopAnnouncementCommand(IsFile: true),
        ["end"] = new EndConferenceCommand(),
    };

    [Theory]
    [InlineData("create", "conferences", """{"from":"+15550102","profile":"interpret_digits","callbackUrl":"https://flows.example.com/i/1","callbackTimeout":10000,"callbackHttpMethod":"POST","tag":"cg7"}""")]
    [InlineData("add", "conferences/conf-1/members", """{"callId":"c-1","mute":true,"hold":false,"joinTone":true,"leavingTone":false}""")]
    [InlineData("change", "conferences/conf-1/members/member-1", """{"mute":false}""")]
    [InlineData("leave", "conferences/conf-1/members/member-1", """{"state":"completed"}""")]
    [InlineData("changeAll", "conferences/conf-1", """{"hold":true}""")]
    [InlineData("announce", "conferences/conf-1/audio", """{"sentence":"Hello.","loopEnabled":true,"tag":"cg7"}""")]
    [InlineData("stop", "conferences/conf-1/audio", """{"fileUrl":""}""")]
    [InlineData("end", "conferences/conf-1", """{"state":"completed"}""")]
    public async Task A_command_is_this_request(string command, string path, string body)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/conferences/conf-1")));

        await rig.Carrier.Commands.SendAsync(Request(Commands[command]), CancellationToken.None);

        AssertPosted(rig, path, body);
    }

    [Theory]
    [InlineData(false, """{"sentence":"Psst.","tag":"cg7"}""")]
    [InlineData(true, """{"fileUrl":"https://media.example.com/a.wav","tag":"cg7"}""")]
    public async Task Audio_for_one_member_goes_to_the_member(bool isFile, string body)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok()));
        Command command = isFile ? new PlayCommand(new Uri("https://media.example.com/a.wav")) { Seat = Seat } : new SpeakCommand("Psst.") { Seat = Seat };

        await rig.Carrier.Commands.SendAsync(Request(command) with { CallId = "c-1" }, CancellationToken.None);

        AssertPosted(rig, "conferences/conf-1/members/member-1/audio", body);
    }

    [Fact]
    public async Task A_call_is_placed_for_a_conference()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/calls/c-2")));

        await rig.Carrier.Commands.SendAsync(Request(new CreateCallCommand("+15550102", "+15550199") { ConferenceId = "conf-1" }), CancellationToken.None);

        Assert.Equal("conf-1", (string?)JsonNode.Parse(rig.Posts.Single().Body)!["conferenceId"]);
    }

    [Fact]
    public async Task A_member_is_found_by_its_call_while_it_is_in()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = Room("active", """{"id":"member-1","state":"completed","call":"http://x/v1/users/u/calls/c-1"},{"id":"member-2","state":"active","call":"http://x/v1/users/u/calls/c-1"}""");

        var members = (await rig.Carrier.Questions.GetConferenceAsync("conf-1", CancellationToken.None))!.Members;

        Assert.Equal("member-2", Assert.Single(members, m => m.CallId == "c-1" && !m.HasLeft).Id);
        Assert.DoesNotContain(members, m => m.CallId == "c-9");
    }

    [Fact]
    public async Task A_conference_is_read_with_its_members()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = Room("completed", """{"id":"member-1","state":"completed","mute":true,"hold":false,"call":"http://x/v1/users/u/calls/c-1"}""");

        var room = await rig.Carrier.Questions.GetConferenceAsync("conf-1", CancellationToken.None);

        Assert.True(room is { Id: "conf-1", IsOver: true });
        Assert.Equal([new MemberSnapshot("member-1", "c-1", HasLeft: true, Mute: true, Hold: false)], room.Members);
        rig.Fake.Otherwise = _ => FakeAnswer.Error(404, "not-found", "conference-not-found");
        Assert.Null(await rig.Carrier.Questions.GetConferenceAsync("conf-1", CancellationToken.None));
    }

    /// <summary>
    /// What 403 <c>conference-error</c> means: the conference's state, the member's, the disposition.
    /// </summary>
    [Theory]
    [InlineData("add", "completed", "completed", Gone)]
    [InlineData("add", "active", "active", Refused)]
    [InlineData("announce", "completed", "completed", Gone)]
    [InlineData("end", "completed", "completed", Done)]
    [InlineData("end", "active", "active", Refused)]
    [InlineData("change", "active", "completed", Gone)]
    [InlineData("change", "active", "active", Refused)]
    [InlineData("leave", "active", "completed", Done)]
    [InlineData("leave", "completed", "completed", Done)]
    public async Task A_wrong_state_is_judged_by_the_conference_itself(string command, string state, string member, string disposition)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(403, "forbidden", "conference-error")));
        rig.Fake.Otherwise = Room(state, $$"""{"id":"member-1","state":"{{member}}","call":"http://x/v1/users/u/calls/c-1"}""");

        Assert.Equal(disposition, await DispositionAsync(rig, Commands[command]));
    }

    [Theory]
    [InlineData("add", 404, "conference-not-found", Gone)]
    [InlineData("end", 404, "conference-not-found", Done)]
    [InlineData("leave", 404, "conference-member-not-found", Done)]
    [InlineData("change", 404, "conference-member-not-found", Gone)]
    [InlineData("add", 403, "call-id-not-found", Refused)]
    [InlineData("add", 403, "invalid-call-conference-id", Refused)]
    [InlineData("add", 403, "conference-max-members", Refused)]
    [InlineData("stop", 403, "call-audio-invalid-state", Done)]
    [InlineData("create", 401, "number-access-denied", Refused)]
    public async Task A_refusal_means(string command, int status, string code, string disposition)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(status, "forbidden", code)));

        Assert.Equal(disposition, await DispositionAsync(rig, Commands[command]));
    }

    private static CommandRequest Request(Command command) =>
        new(command, new OperationKey(FlowAddress.Conference("club"), 7)) { ConferenceId = command is ConferenceCommand ? "conf-1" : null, CallbackUrl = new Uri("https://flows.example.com/i/1") };

    private static Func<FakeRequest, FakeAnswer> Room(string state, string members) => request => request.Path.EndsWith("/members", StringComparison.Ordinal)
        ? FakeAnswer.Ok($"[{members}]")
        : FakeAnswer.Ok($$"""{"id":"conf-1","state":"{{state}}"}""");

    private static async Task<string> DispositionAsync(Rig rig, Command command)
    {
        try
        {
            await rig.Carrier.Commands.SendAsync(Request(command), CancellationToken.None);
            return Done;
        }
        catch (CarrierException e)
        {
            return e.Effect == RequestEffect.Gone ? Gone : e.Effect == RequestEffect.Refused ? Refused : e.Effect.ToString();
        }
    }

    private static void AssertPosted(Rig rig, string path, string body)
    {
        var request = rig.Posts.Single();
        Assert.Equal($"{Rig.User}/{path}", request.Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(request.Body)), request.Body);
    }
}
