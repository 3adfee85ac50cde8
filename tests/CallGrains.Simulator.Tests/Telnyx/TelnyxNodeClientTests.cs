using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>
/// Telnyx's own client (telnyx 7.24.0 from npm, unmodified): one row for each method that has something behind it here,
/// its check of our signatures, and the errors that it makes of our refusals.
/// </summary>
public sealed class TelnyxNodeClientTests(TelnyxNodeClientTests.ClientRun run) : IClassFixture<TelnyxNodeClientTests.ClientRun>
{
    private const string Table = """
        calls: dial retrieveStatus
        calls.actions: answer bridge gather gatherUsingAudio gatherUsingSpeak hangup reject sendDtmf speak startPlayback startRecording stopGather stopPlayback stopRecording transfer updateClientState
        conferences: create list listParticipants retrieve retrieveParticipant updateParticipant
        conferences.actions: endConference hold join leave mute play sendDtmf speak stop unhold unmute
        connections: listActiveCalls
        callEvents: list
        recordings: delete list retrieve
        recordingTranscriptions: retrieve
        messages: retrieve send sendLongCode sendShortCode
        callControlApplications: create delete list retrieve update
        messagingProfiles: create delete list retrieve update
        outboundVoiceProfiles: create delete list retrieve update
        numberOrders: create
        phoneNumbers: delete list retrieve update
        phoneNumbers.messaging: retrieve update
        webhooks: unsafeUnwrap unwrap
        """;

    public static TheoryData<string> Methods => NodeClient.Rows(Table, "message.received", "AuthenticationError", "NotFoundError", "UnprocessableEntityError", "RateLimitError", "InternalServerError");

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_of_the_carriers_own_client_works(string method) => run.AssertWorks(method);

    [Fact]
    public void No_method_is_left_out() => run.AssertIsWhole(Methods);

    public sealed class ClientRun : NodeClientRun
    {
        protected override async Task<string[]> RunAsync()
        {
            await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Carrier = SimulatedCarrier.Telnyx, Port = 0, Speed = 5 });
            return await Node.RunAsync("telnyx.js", ("BASE_URL", server.Url.ToString()));
        }
    }
}
