using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>Each method of the client: what it sends, what it makes of a documented answer.</summary>
public sealed class ResourceTests
{
    [Fact]
    public async Task Calls_take_every_documented_parameter()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("c-9")));

        await rig.Client.Calls.CreateAsync(new CreateCall
        {
            From = "+15550100",
            To = "+15550199",
            CallTimeout = TimeSpan.FromSeconds(20),
            CallbackUrl = new Uri("https://user:pass@flows.example.com/cb?x=1"),
            CallbackTimeout = TimeSpan.FromMilliseconds(2500.2),
            CallbackHttpMethod = "GET",
            FallbackUrl = new Uri("https://flows.example.com/fb"),
            BridgeId = "brg-1",
            ConferenceId = "conf-1",
            RecordingEnabled = true,
            RecordingMaxDuration = TimeSpan.FromMinutes(5),
            RecordingFileFormat = "mp3",
            TranscriptionEnabled = false,
            Tag = "t",
            SipHeaders = new Dictionary<string, string> { ["X-One"] = "1" },
        });

        Assert.Equal(
            """{"from":"+15550100","to":"+15550199","callTimeout":20,"callbackUrl":"https://user:pass@flows.example.com/cb?x=1","callbackTimeout":2501,"callbackHttpMethod":"GET","fallbackUrl":"https://flows.example.com/fb","bridgeId":"brg-1","conferenceId":"conf-1","recordingEnabled":true,"recordingMaxDuration":300,"recordingFileFormat":"mp3","transcriptionEnabled":false,"tag":"t","sipHeaders":{"X-One":"1"}}""",
            Assert.Single(rig.Fake.Requests).Body);
    }

    public static TheoryData<string, string, string> Requests() => new()
    {
        { "answer", "POST /calls/c-1", """{"state":"active"}""" },
        { "record", "POST /calls/c-1", """{"recordingEnabled":false}""" },
        { "nothing", "POST /calls/c-1", "{}" },
        { "transfer", "POST /calls/c-1", """{"state":"transferring","transferTo":"+15550199","diversionTreatment":"stack","diversionReason":"no-answer"}""" },
        { "volume", "POST /calls/c-1/audio", """{"fileUrl":"https://m.example.com/a.wav","loopEnabled":false,"volume":-4,"tag":"t"}""" },
        { "event", "GET /calls/c-1/events/ce-1", "" },
        { "suppress", "POST /calls/c-1/gather", """{"suppressDtmf":true}""" },
        { "gather", "GET /calls/c-1/gather/gtr-1", "" },
        { "recording", "GET /recordings/rec-1", "" },
        { "recordings", "GET /recordings?size=1000", "" },
        { "media", "GET /media", "" },
        { "delete media", "DELETE /media/a%2Fb.wav", "" },
        { "application", "GET /applications/a-1", "" },
        { "applications", "GET /applications", "" },
        { "update application", "POST /applications/a-1", """{"name":"n","incomingCallUrlCallbackTimeout":5000,"autoAnswer":false}""" },
        { "delete application", "DELETE /applications/a-1", "" },
        { "number", "GET /phoneNumbers/%2B15550100", "" },
        { "numbers", "GET /phoneNumbers?applicationId=a-1&numberState=enabled", "" },
        { "order", "POST /phoneNumbers", """{"number":"+15550100","name":"front desk","provider":{"providerName":"bandwidth-dashboard","properties":{"accountId":"1"}}}""" },
        { "unlink", "POST /phoneNumbers/n-1", """{"applicationId":"","fallbackNumber":"+15550109"}""" },
        { "release", "DELETE /phoneNumbers/n-1", "" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_method_sends_its_documented_request(string name, string request, string body)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = asked => FakeAnswer.Of(200, asked.Path.Count(c => c == '/') == 4 ? "[]" : "{}", ("Location", "x-1"));

        await SendAsync(rig.Client, name);

        var sent = Assert.Single(rig.Fake.Requests);
        Assert.Equal((request.Replace(" /", $" {Rig.User}/", StringComparison.Ordinal), body), (sent.ToString(), sent.Body));
    }

    [Fact]
    public async Task A_gather_knows_its_id_whatever_the_carrier_calls_it()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(
            FakeAnswer.Ok("""{"gatherId":"gtr-1","state":"completed","reason":"max-digits","digits":"12","createdTime":"2014-02-12T19:33:56Z"}""")));

        var gather = await rig.Client.Gathers.GetAsync("c-1", "gtr-1");

        Assert.Equal(("gtr-1", "completed", "max-digits", "12", 33), (gather.Id, gather.State, gather.Reason, gather.Digits, gather.CreatedTime?.Minute));
    }

    [Theory]
    [InlineData("""{"applicationId":"a-1"}""", "a-1")]
    [InlineData("""{"application":"https://api.example.com/v1/users/users/u-1/applications/a-2"}""", "a-2")]
    [InlineData("""{"applicationId":"","application":""}""", null)]
    [InlineData("{}", null)]
    public async Task A_number_says_what_it_is_bound_to_in_two_ways(string json, string? application)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(json)));

        Assert.Equal(application, (await rig.Client.PhoneNumbers.GetAsync("n-1")).BoundTo);
    }

    private static Task SendAsync(BandwidthClient client, string name) => name switch
    {
        "answer" => client.Calls.AnswerAsync("c-1"),
        "record" => client.Calls.SetRecordingAsync("c-1", enabled: false),
        "nothing" => client.Calls.UpdateAsync("c-1", new UpdateCall()),
        "transfer" => client.Calls.TransferAsync("c-1", new TransferCall { TransferTo = "+15550199", DiversionTreatment = "stack", DiversionReason = "no-answer" }),
        "volume" => client.Calls.PlayAudioAsync("c-1", new AudioRequest { FileUrl = "https://m.example.com/a.wav", LoopEnabled = false, Volume = -4, Tag = "t" }),
        "event" => client.Calls.GetEventAsync("c-1", "ce-1"),
        "suppress" => client.Gathers.CreateAsync("c-1", new CreateGather { SuppressDtmf = true }),
        "gather" => client.Gathers.GetAsync("c-1", "gtr-1"),
        "recording" => client.Recordings.GetAsync("rec-1"),
        "recordings" => client.Recordings.ListAsync(1000).CountAsync().AsTask(),
        "media" => client.Media.ListAsync().CountAsync().AsTask(),
        "delete media" => client.Media.DeleteAsync("a/b.wav"),
        "application" => client.Applications.GetAsync("a-1"),
        "applications" => client.Applications.ListAsync().CountAsync().AsTask(),
        "update application" => client.Applications.UpdateAsync("a-1", new ApplicationSettings { Name = "n", AutoAnswer = false, IncomingCallUrlCallbackTimeout = TimeSpan.FromSeconds(5) }),
        "delete application" => client.Applications.DeleteAsync("a-1"),
        "number" => client.PhoneNumbers.GetAsync("+15550100"),
        "numbers" => client.PhoneNumbers.ListAsync(new NumberQuery { ApplicationId = "a-1", NumberState = "enabled" }).CountAsync().AsTask(),
        "order" => client.PhoneNumbers.OrderAsync(new OrderNumber
        {
            Number = "+15550100",
            Name = "front desk",
            Provider = new NumberProvider { Properties = new Dictionary<string, string> { ["accountId"] = "1" } },
        }),
        "unlink" => client.PhoneNumbers.UpdateAsync("n-1", new UpdateNumber { ApplicationId = "", FallbackNumber = "+15550109" }),
        "release" => client.PhoneNumbers.DeleteAsync("n-1"),
        _ => throw new ArgumentException($"No method for '{name}'."),
    };
}
