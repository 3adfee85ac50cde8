using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>
/// What each method that changes something sends: one readable file each, with every parameter it has.
/// </summary>
public sealed class MethodGoldenTests
{
    private static readonly Uri Callback = new("https://flows.example.com/cb"), Fallback = new("https://flows.example.com/fb");

    private static readonly SendMessage Text = new() { From = "+15550100", To = "+15550123", Text = "one" };

    private static readonly Dictionary<string, Func<BandwidthClient, Task>> Methods = new()
    {
        ["createConference"] = client => client.Conferences.CreateAsync(new CreateConference
        {
            From = "+15550100",
            CallbackUrl = Callback,
            CallbackTimeout = TimeSpan.FromSeconds(2.5),
            CallbackHttpMethod = "GET",
            FallbackUrl = Fallback,
            Profile = "passthru_digits",
            Tag = "room 1",
        }),
        ["updateConference"] = client => client.Conferences.UpdateAsync("conf-1", new UpdateConference
        {
            Hold = false,
            Mute = true,
            CallbackUrl = new Uri("https://flows.example.com/cb2"),
            CallbackTimeout = TimeSpan.FromSeconds(1),
            CallbackHttpMethod = "POST",
            FallbackUrl = new Uri("https://flows.example.com/fb2"),
            Tag = "room 2",
        }),
        ["endConference"] = client => client.Conferences.EndAsync("conf-1"),
        ["conferenceAudio"] = client => client.Conferences.PlayAudioAsync(
            "conf-1", new AudioRequest { Sentence = "Welcome.", Gender = "male", Locale = "en_UK", Voice = "simon", LoopEnabled = true, Tag = "hello" }),
        ["createMember"] = client => client.ConferenceMembers.CreateAsync(
            "conf-1", new CreateMember { CallId = "c-1", JoinTone = true, LeavingTone = false, Mute = true, Hold = false }),
        ["updateMember"] = client => client.ConferenceMembers.UpdateAsync(
            "conf-1", "member-1", new UpdateMember { JoinTone = false, LeavingTone = true, Mute = false, Hold = true }),
        ["removeMember"] = client => client.ConferenceMembers.RemoveAsync("conf-1", "member-1"),
        ["memberAudio"] = client => client.ConferenceMembers.PlayAudioAsync("conf-1", "member-1", AudioRequest.StopFile),
        ["createBridge"] = client => client.Bridges.CreateAsync(new BridgeSettings { BridgeAudio = true, CallIds = ["c-1", "c-2"] }),
        ["emptyBridge"] = client => client.Bridges.UpdateAsync("brg-1", new BridgeSettings { CallIds = [] }),
        ["bridgeAudio"] = client => client.Bridges.PlayAudioAsync("brg-1", new AudioRequest { FileUrl = "https://media.example.com/hold.wav" }),
        ["sendMessage"] = client => client.Messages.SendAsync(Text with
        {
            Text = "Hi \"you\" & <me> ünd 🙂",
            ReceiptRequested = "all",
            CallbackUrl = Callback,
            CallbackTimeout = TimeSpan.FromSeconds(5),
            CallbackHttpMethod = "GET",
            FallbackUrl = Fallback,
            Tag = "op-7",
        }),
        ["sendMedia"] = client => client.Messages.SendAsync(
            Text with { Text = "", Media = [new Uri("https://media.example.com/a.jpg"), new Uri("https://media.example.com/b.png?x=1&y=2")] }),
        ["sendBatch"] = client => client.Messages.SendAsync([Text, Text with { To = "+15550124", Text = "two" }]),
        ["redactMessage"] = client => client.Messages.RedactAsync("m-1"),
        ["createTranscription"] = client => client.Transcriptions.CreateAsync("rec-1"),
        ["orderLocal"] = client => client.AvailableNumbers.OrderLocalAsync(new LocalNumbers { AreaCode = "919", LocalNumber = "555", InLocalCallingArea = true, Quantity = 2 }),
        ["orderTollFree"] = client => client.AvailableNumbers.OrderTollFreeAsync(1),
        ["createDomain"] = client => client.Domains.CreateAsync(new CreateDomain { Name = "acme", Description = "desk phones" }),
        ["createEndpoint"] = client => client.Endpoints.CreateAsync(
            "rd-1", new CreateEndpoint { Name = "jane", Description = "Jane's phone", ApplicationId = "a-1", Enabled = false, Credentials = new EndpointPassword("s3cret!") }),
        ["updateEndpoint"] = client => client.Endpoints.UpdateAsync(
            "rd-1", "re-1", new UpdateEndpoint { Description = "spare", ApplicationId = "a-2", Enabled = true, Credentials = new EndpointPassword("n3w pass") }),
        ["createToken"] = client => client.Endpoints.CreateTokenAsync("rd-1", "re-1", TimeSpan.FromSeconds(60.2)),
    };

    private static readonly string[] AnsweredWithList = ["sendBatch", "orderLocal", "orderTollFree"];

    public static TheoryData<string> Names() => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_method_is_sent_as_its_golden_file_says(string name)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Of(201, AnsweredWithList.Contains(name) ? "[]" : "{}", ("Location", "https://api.example.com/v1/things/x-1"));

        await Methods[name](rig.Client);

        var sent = Assert.Single(rig.Fake.Requests);
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Here(), "Golden", "Methods", name + ".json")))!;
        Assert.Equal((string?)golden["request"], sent.ToString());
        Assert.Equal(golden["body"]?.ToJsonString(), sent.Body.Length == 0 ? null : JsonNode.Parse(sent.Body)!.ToJsonString());
        Assert.Equal(golden["body"] is null ? null : "application/json", sent.Headers.GetValueOrDefault("Content-Type"));
    }

    [Fact]
    public void Each_golden_file_has_its_method() => Assert.Equal(
        Methods.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Here(), "Golden", "Methods")).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
