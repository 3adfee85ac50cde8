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

    public static TheoryData<string> Methods => NodeClient.Rows(Table, "RateLimitError", "UnexpectedResponseError");

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_of_the_carriers_own_client_works(string method) => run.AssertWorks(method);

    [Fact]
    public void No_method_is_left_out() => run.AssertIsWhole(Methods);

    public sealed class ClientRun : NodeClientRun
    {
        protected override async Task<string[]> RunAsync()
        {
            await using var carrier = await Carrier.StartScaledAsync(speed: 1);
            return await Node.RunAsync("catapult.js", ("BASE_URL", carrier.Url.ToString()), ("APP_URL", carrier.App.Url));
        }
    }
}
