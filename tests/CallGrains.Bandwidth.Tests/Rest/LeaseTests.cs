using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests.Rest;

/// <summary>What each request counts against, and who goes first.</summary>
public sealed class LeaseTests
{
    private static readonly HttpMethod Get = HttpMethod.Get, Post = HttpMethod.Post;
    private static readonly RequestRates Real = new(new BandwidthOptions { UserId = "u-1" });

    public static TheoryData<HttpMethod, string, object?, RatePriority, string> Requests => new()
    {
        { Post, "calls", new CreateCall { From = "+1", To = "+2" }, RatePriority.New, "new-call:10/10 new-call+1:10/10" },
        { Post, "calls/c-1", new UpdateCall { State = "completed" }, RatePriority.Urgent, "calls:1/1" },
        { Post, "calls/c-1", new UpdateCall { State = "active" }, RatePriority.Urgent, "calls:1/1" },
        { Post, "calls/c-1", new UpdateCall { RecordingEnabled = true }, RatePriority.Live, "calls:1/1" },
        { Post, "calls/c-1/audio", null, RatePriority.Live, "calls:1/1" },
        { Get, "calls?to=%2B1", null, RatePriority.Background, "calls:1/1" },
        { Get, "calls/c-1/transcriptions", null, RatePriority.Background, "transcriptions:1/1" },
        { Post, "messages", new SendMessage { From = "+1", To = "+2", Text = "a" }, RatePriority.Live, "message:10/10 message+1:10/10" },
        { Get, "messages", null, RatePriority.Background, "messages:1/1" },
        { Post, "phoneNumbers", null, RatePriority.Live, "order:100/60" },
        { Get, "phoneNumbers", null, RatePriority.Background, "numbers:2000/1" },
        { Post, "domains/d-1/endpoints", null, RatePriority.Live, "endpoints:1/1" },
    };

    [Theory, MemberData(nameof(Requests))]
    public void A_request_counts_against_its_documented_limit(HttpMethod method, string path, object? body, RatePriority priority, string uses)
    {
        var request = Real.Of(method, "v1/users/u-1/" + path, body);

        Assert.Equal(priority, request.Priority);
        Assert.Equal(uses, string.Join(' ', request.Uses.Select(u => $"{u.Class}{u.Key.Split('/')[^1]}:{u.Limit!.Count}/{u.Limit.Window.TotalSeconds}")));
    }

    [Fact]
    public void A_batch_counts_for_each_message_and_each_sender()
    {
        SendMessage[] batch = [new() { From = "+1", To = "+3", Text = "a" }, new() { From = "+1", To = "+4", Text = "a" }, new() { From = "+2", To = "+3", Text = "a" }];
        Assert.Equal([3, 2, 1], Real.Of(Post, "v1/users/u-1/messages", batch).Uses.Select(u => u.Count));
    }

    [Fact]
    public void A_carrier_on_this_machine_has_no_limits_unless_asked()
    {
        var options = new BandwidthOptions { UserId = "u-1", BaseUrl = new Uri("http://127.0.0.1:8090") };
        Assert.All(new RequestRates(options).Of(Get, "v1/users/u-1/calls", null).Uses, u => Assert.Null(u.Limit));

        options.Limits.Enabled = true;
        Assert.All(new RequestRates(options).Of(Get, "v1/users/u-1/calls", null).Uses, u => Assert.NotNull(u.Limit));
    }

    [Fact]
    public async Task A_request_is_sent_when_its_turn_comes_and_its_command_learns_how_long_that_took()
    {
        await using var rig = new Rig(configure: o => o.Limits.Enabled = true);
        await rig.SendAsync(new HangupCommand());
        var command = new CommandLease(_ => new(true));
        var queued = rig.Time.TimerOfAsync(TimeSpan.FromSeconds(1));
        var second = rig.SendAsync(new HangupCommand(), command);
        await queued;

        Assert.Single(rig.Posts);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await second;
        Assert.Equal(2, rig.Posts.Count());
        Assert.Equal(TimeSpan.FromSeconds(1), command.Waited);
    }

    [Fact]
    public async Task A_command_that_is_not_wanted_any_more_is_not_sent_and_counts_for_nothing()
    {
        await using var rig = new Rig(configure: o => o.Limits.Enabled = true);
        var wanted = false;
        var command = new CommandLease(_ => new(wanted));

        await Assert.ThrowsAsync<CommandNotWantedException>(() => rig.SendAsync(new HangupCommand(), command));
        wanted = true;
        await rig.SendAsync(new HangupCommand(), command);
        Assert.Single(rig.Posts);
    }

    [Theory]
    [InlineData(200, false, false)]
    [InlineData(200, true, true)]
    [InlineData(404, false, true)]
    public async Task A_command_learns_of_its_request_and_the_answer(int status, bool notesBodies, bool hasBodies)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => status == 200 ? FakeAnswer.Ok() : FakeAnswer.Error(status, "not-found", "call-does-not-exist");
        var noted = new List<CarrierExchange>();
        var command = new CommandLease(_ => new(true)) { Noted = noted.Add, NotesBodies = notesBodies };

        await Record.ExceptionAsync(() => rig.SendAsync(new SpeakCommand("Hello."), command));

        var note = noted.First(n => n.Method == "POST");
        Assert.Equal((status, hasBodies), (note.Status, note.Sent is not null));
        Assert.EndsWith("/audio", note.Path, StringComparison.Ordinal);
        Assert.Equal(status == 404, note.Answer?.Contains("call-does-not-exist", StringComparison.Ordinal) is true);
        Assert.Null(note.Failure);
    }
}
