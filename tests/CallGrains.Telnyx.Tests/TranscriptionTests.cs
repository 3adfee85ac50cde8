using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Telnyx.Tests;

/// <summary>Transcriptions, which Telnyx makes while it records, where the settings ask for it.</summary>
public sealed class TranscriptionTests
{
    private static readonly FlowAddress Grain = FlowAddress.Call("o-1");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recording_is_written_down_where_the_settings_say_so(bool transcribes)
    {
        var bench = new TelnyxBench(TimeProvider.System, transcribes);
        var call = bench.Dials();
        await SendAsync(new AnswerCommand());
        await SendAsync(new RecordCommand(true));
        Assert.Equal(transcribes, (bool?)bench.Exchange.Posted[^1].Body["transcription"] == true);
        Assert.Equal(transcribes, bench.Carrier.Capabilities.Commands.Contains(typeof(TranscribeCommand)));
        if (!transcribes)
        {
            Assert.Throws<ArgumentException>(() => bench.Carrier.Commands.PolicyOf(new TranscribeCommand("rec-1")));
            return;
        }

        // It was asked for already.
        Assert.Equal(DeliveryPolicy.Repeatable, bench.Carrier.Commands.PolicyOf(new TranscribeCommand("rec-1")));
        var posted = bench.Exchange.Posted.Count;
        Assert.Null(await bench.Carrier.Commands.SendAsync(new CommandRequest(new TranscribeCommand("rec-1"), new OperationKey(Grain, 9)), TestContext.Current.CancellationToken));
        Assert.Equal(posted, bench.Exchange.Posted.Count);

        Task SendAsync(Command command) => bench.Carrier.Commands.SendAsync(new CommandRequest(command, new OperationKey(Grain, 1)) { CallId = call }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void It_comes_to_its_recording_whoever_has_made_that()
    {
        var bench = new TelnyxBench(TimeProvider.System, transcribes: true);
        var payload = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "call.recording.transcription.saved.spec.json")))!;
        payload["data"]!["payload"]!["client_state"] = new ClientState(Grain, 0, 3).Encode();
        var received = bench.Carrier.Callbacks.Read(new CallbackRequest(CallbackForm.Json, Encoding.UTF8.GetBytes(payload.ToJsonString())));
        var e = Assert.IsType<TranscriptionEvent>(received.Event);
        Assert.Equal(FlowAddress.Call("rec-" + e.RecordingId), received.Grain);
        Assert.True(e.IsCompleted && e.Text!.Length > 0);
    }
}
