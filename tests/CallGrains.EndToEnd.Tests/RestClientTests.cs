using System.Text;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.DependencyInjection;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// The whole REST client against the whole simulator: two readings of the carrier's documents must meet.
/// </summary>
public sealed class RestClientTests : IAsyncLifetime
{
    private const string Own = "+15550160";
    private Program _simulator = null!;
    private BandwidthClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(speed: 50, Tick.FreePort());
        _client = new BandwidthClient(new BandwidthOptions { UserId = "u-simulator", Token = "t-simulator", Secret = "s-simulator", BaseUrl = _simulator.Url });
        var application = await _client.Applications.CreateAsync(new ApplicationSettings { Name = "own", IncomingCallUrl = new Uri("http://127.0.0.1:9/") });
        await _client.PhoneNumbers.OrderAsync(new OrderNumber { Number = Own, ApplicationId = application });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Conferences_and_their_members()
    {
        var conference = await _client.Conferences.CreateAsync(new CreateConference { From = Own, Profile = "passthru_digits", Tag = "room" });
        var call = await ActiveCallAsync(conference);

        var member = await _client.ConferenceMembers.CreateAsync(conference, new CreateMember { CallId = call, JoinTone = true, Mute = true });
        await _client.Conferences.PlayAudioAsync(conference, new AudioRequest { Sentence = "Welcome." });
        await _client.ConferenceMembers.PlayAudioAsync(conference, member, new AudioRequest { Sentence = "You are muted." });
        await _client.ConferenceMembers.UpdateAsync(conference, member, new UpdateMember { Mute = false, Hold = true });

        var held = await _client.ConferenceMembers.GetAsync(conference, member);
        Assert.Equal((call, "active", false, true), (held.CallId, held.State, held.Mute, held.Hold));
        Assert.Equal(("active", 1, "room"), await Read());
        await _client.Conferences.UpdateAsync(conference, new UpdateConference { Mute = true });
        await _client.ConferenceMembers.RemoveAsync(conference, member);
        Assert.Equal("completed", (await _client.ConferenceMembers.ListAsync(conference).SingleAsync()).State);
        var over = await Assert.ThrowsAsync<CarrierException>(() => _client.Conferences.EndAsync(conference));
        Assert.Equal(("completed", "conference-error"), ((await Read()).State, over.Error.Code));

        async Task<(string State, int Members, string? Tag)> Read()
        {
            var read = await _client.Conferences.GetAsync(conference);
            return (read.State, read.ActiveMembers, read.Tag);
        }
    }

    [Fact]
    public async Task Bridges_of_two_calls()
    {
        var (one, two) = (await ActiveCallAsync(), await ActiveCallAsync());

        var id = await _client.Bridges.CreateAsync(new BridgeSettings { CallIds = [one, two] });
        await _client.Bridges.PlayAudioAsync(id, new AudioRequest { Sentence = "You are connected." });

        Assert.Equal(new[] { one, two }.Order(), (await _client.Bridges.ListCallsAsync(id).Select(call => call.Id).ToListAsync()).Order());
        Assert.Equal(("active", true), await Read());
        await _client.Bridges.UpdateAsync(id, new BridgeSettings { BridgeAudio = false });
        Assert.Equal(("hold", false), await Read());
        await _client.Bridges.UpdateAsync(id, new BridgeSettings { CallIds = [] });
        Assert.Equal("completed", (await Read()).State);
        Assert.Equal(id, (await _client.Bridges.ListAsync().SingleAsync()).Id);

        async Task<(string State, bool Audio)> Read()
        {
            var bridge = await _client.Bridges.GetAsync(id);
            return (bridge.State, bridge.BridgeAudio);
        }
    }

    [Fact]
    public async Task Commands_bridge_calls_move_them_talk_to_one_side_and_take_them_apart()
    {
        var services = new ServiceCollection().AddLogging().AddBandwidth(o => (o.UserId, o.Token, o.Secret, o.BaseUrl) = ("u-simulator", "t-simulator", "s-simulator", _simulator.Url));
        await using var provider = services.BuildServiceProvider();
        var commands = provider.GetRequiredService<ICarrier>().Commands;
        var (caller, agent, expert) = (await ActiveCallAsync(), await ActiveCallAsync(), await ActiveCallAsync());

        var bridge = await SendAsync(new BridgeCommand(1), caller, agent);
        Assert.Equal(bridge, await SendAsync(new BridgeCommand(2), agent, expert, bridge));
        await Holds(agent, expert);
        Assert.Equal(bridge, await SendAsync(new BridgeCommand(2), caller, expert, bridge));
        await Holds(caller, expert);
        await SendAsync(new SpeakCommand("You are recorded."), caller);
        await SendAsync(new UnbridgeCommand(3), caller, before: bridge);
        await SendAsync(new UnbridgeCommand(3), caller, before: bridge);

        Assert.Equal("completed", (await _client.Bridges.GetAsync(bridge!)).State);
        Assert.All([caller, agent, expert], id => Assert.Equal("active", _client.Calls.GetAsync(id).Result.State));
        using var phone = new HttpClient { BaseAddress = _simulator.Url };
        Assert.Contains("You are recorded.", await phone.GetStringAsync($"/sim/calls/{caller}"), StringComparison.Ordinal);
        Assert.DoesNotContain("You are recorded.", await phone.GetStringAsync($"/sim/calls/{expert}"), StringComparison.Ordinal);

        Task<string?> SendAsync(Command command, string call, string? other = null, string? before = null) =>
            commands.SendAsync(new CommandRequest(command, new OperationKey(FlowAddress.Call(call), 7)) { CallId = call, OtherCallId = other, BridgeId = before }, TestContext.Current.CancellationToken);

        async Task Holds(string one, string two) =>
            Assert.Equal(new[] { one, two }.Order(), (await _client.Bridges.ListCallsAsync(bridge!).Select(call => call.Id).ToListAsync()).Order());
    }

    [Fact]
    public async Task Messages_one_many_and_forgotten()
    {
        var text = new SendMessage { From = Own, To = "+15550123", Text = "Hi", ReceiptRequested = "all", Tag = "t" };

        var id = await _client.Messages.SendAsync(text);
        var batch = await _client.Messages.SendAsync([text, text with { To = "" }, text with { ReceiptRequested = null, Media = [new Uri("https://m.example.com/a.jpg")] }]);

        Assert.Equal([true, false, true], batch.Select(result => result.IsAccepted));
        Assert.Equal("blank-property", batch[1].Error?.Code);
        Assert.Equal(1, await _client.Messages.ListAsync(new MessageQuery { Direction = "out", Size = 2 }).CountAsync(message => message.Media.Count == 1));
        var delivered = await Tick.UntilAsync(async () => await _client.Messages.GetAsync(id) is { DeliveryState: "delivered" } message ? message : null, () => $"{id} was not delivered.");
        Assert.Equal((id, "Hi", "0", "t"), (delivered.Id, delivered.Text, delivered.DeliveryCode, delivered.Tag));
        await _client.Messages.RedactAsync(id);
        Assert.Equal("", (await _client.Messages.GetAsync(id)).Text ?? "");
    }

    [Fact]
    public async Task Recordings_their_files_and_what_was_said()
    {
        var call = await ActiveCallAsync();
        await _client.Calls.SetRecordingAsync(call, enabled: true);
        await _client.Calls.PlayAudioAsync(call, new AudioRequest { Sentence = "This is recorded." });
        await _client.Calls.SetRecordingAsync(call, enabled: false);
        var recording = await Tick.UntilAsync(
            async () => await _client.Calls.ListRecordingsAsync(call).FirstOrDefaultAsync(each => each.State == "complete"), () => "The recording was not completed.");

        var id = await _client.Transcriptions.CreateAsync(recording.Id);
        var transcription = await Tick.UntilAsync(async () => await _client.Transcriptions.GetAsync(recording.Id, id) is { State: "completed" } done ? done : null, () => "The transcription was not completed.");

        Assert.Equal(id, (await _client.Transcriptions.ListAsync(recording.Id).SingleAsync()).Id);
        Assert.Equal(id, (await _client.Calls.ListTranscriptionsAsync(call).SingleAsync()).Id);
        await using var whole = await _client.Media.GetAsync(transcription.TextUrl!.Segments[^1]);
        using var reader = new StreamReader(whole.Content, Encoding.UTF8);
        Assert.Equal(transcription.Text, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Numbers_names_and_sip()
    {
        var found = await _client.AvailableNumbers.SearchLocalAsync(new LocalNumbers { AreaCode = "919", Quantity = 3 }).ToListAsync();
        var ordered = Assert.Single(await _client.AvailableNumbers.OrderLocalAsync(new LocalNumbers { AreaCode = "919", Quantity = 1 }));
        Assert.Equal(3, found.Count);
        Assert.Equal(ordered.Number, (await _client.PhoneNumbers.GetAsync(ordered.Id)).Number);
        Assert.Equal(2, await _client.AvailableNumbers.SearchTollFreeAsync(2).CountAsync());
        Assert.NotEmpty(Assert.Single(await _client.AvailableNumbers.OrderTollFreeAsync(1)).Id);
        Assert.Equal(ordered.Number, (await _client.NumberInfo.GetAsync(ordered.Number)).Number);

        var domain = await _client.Domains.CreateAsync(new CreateDomain { Name = "acme", Description = "desks" });
        var endpoint = await _client.Endpoints.CreateAsync(domain, new CreateEndpoint { Name = "jane", Credentials = new EndpointPassword("s3cret!") });
        await _client.Endpoints.UpdateAsync(domain, endpoint, new UpdateEndpoint { Enabled = false, Description = "away" });
        var read = await _client.Endpoints.GetAsync(domain, endpoint);
        Assert.Equal(("jane", false, "away", "jane"), (read.Name, read.Enabled, read.Description, read.Credentials?.Username));
        Assert.NotEmpty((await _client.Endpoints.CreateTokenAsync(domain, endpoint, TimeSpan.FromHours(1))).Token);
        await _client.Endpoints.DeleteAsync(domain, endpoint);
        Assert.Empty(await _client.Endpoints.ListAsync(domain).ToListAsync());
        await _client.Domains.DeleteAsync(domain);
        Assert.Empty(await _client.Domains.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task Money_and_errors()
    {
        await _client.Messages.SendAsync(new SendMessage { From = Own, To = "+15550123", Text = "Hi" });
        await Assert.ThrowsAsync<CarrierException>(() => _client.Messages.SendAsync(new SendMessage { From = Own, To = "", Text = "Hi" }));

        var account = await _client.Account.GetAsync();
        var charge = await _client.Account.ListTransactionsAsync(new TransactionQuery { Type = "charge", Size = 1 }).FirstAsync(each => each.ProductType == "sms-out");
        var error = await _client.Errors.ListAsync().FirstAsync(each => each.Code == "blank-property");

        Assert.InRange(account.Balance!.Value, 900, 1000);
        Assert.True(charge.Amount is not null && charge.Units == 1, charge.ToString());
        Assert.Equal(("bad-request", error.Id), ((await _client.Errors.GetAsync(error.Id)).Category, (await _client.Errors.GetAsync(error.Id)).Id));
    }

    private async Task<string> ActiveCallAsync(string? conferenceId = null)
    {
        var id = await _client.Calls.CreateAsync(new CreateCall { From = Own, To = "+15550198", ConferenceId = conferenceId });
        await Tick.UntilAsync(async () => await _client.Calls.GetAsync(id) is { State: "active" } call ? call : null, () => $"{id} was not answered.");
        return id;
    }
}
