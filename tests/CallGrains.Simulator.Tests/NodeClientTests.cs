using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>
/// Bandwidth's own V1 client (node-bandwidth 2.6.5 from npm, unmodified): one row for each of its methods.
/// </summary>
public sealed class NodeClientTests(NodeClientTests.ClientRun run) : IClassFixture<NodeClientTests.ClientRun>
{
    private const string Table = """
        Account: get getTransactions
        Application: create delete get list update
        AvailableNumber: search searchAndOrder
        Bridge: create get getCalls list playAudioAdvanced playAudioFile speakSentence stopAudioFilePlayback stopSpeaking update
        Call: answer completeGather create createGather disableRecording enableRecording get getEvent getEvents getGather getRecordings getTranscriptions hangup list playAudioAdvanced playAudioFile reject sendDtmf setMaxRecordingDuration speakSentence stopAudioFilePlayback stopSpeaking transfer update
        Conference: create createMember get getMember getMembers playAudioAdvanced playAudioAdvancedToMember playAudioFile playAudioFileToMember remove removeMember speakSentence speakSentenceToMember stopAudioFilePlayback stopSpeaking update updateMember
        Domain: create delete list
        Endpoint: create createAuthToken delete get list update
        Error: get list
        Media: delete download list upload
        Message: get list patch send sendMultiple
        NumberInfo: get
        PhoneNumber: create delete get list update
        Recording: createTranscription get getTranscription getTranscriptions list
        """;

    public static TheoryData<string> Methods =>
    [
        .. Table.Split('\n').Select(line => line.Trim().Split(": ")).SelectMany(parts => parts[1].Split(' ').Select(method => $"{parts[0]}.{method}")),
        "RateLimitError",
        "UnexpectedResponseError",
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_of_the_carriers_own_client_works(string method)
    {
        Assert.True(run.Results.TryGetValue(method, out var error), $"{method} was not called; done: {string.Join(", ", run.Results.Keys)}");
        Assert.True(error is null, error);
    }

    [Fact]
    public void No_method_is_left_out() => Assert.Equal(Methods.Select(row => row.Data).Order(), run.Results.Keys.Order());

    public sealed class ClientRun : IAsyncLifetime
    {
        public IReadOnlyDictionary<string, string?> Results { get; private set; } = new Dictionary<string, string?>();

        public async ValueTask InitializeAsync()
        {
            await using var carrier = await Carrier.StartScaledAsync(speed: 1);
            var lines = await Node.RunAsync("catapult.js", ("BASE_URL", carrier.Url.ToString()), ("APP_URL", carrier.App.Url));
            Results = lines.Select(line => JsonNode.Parse(line)!).ToDictionary(line => (string)line["method"]!, line => (string?)line["error"]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
