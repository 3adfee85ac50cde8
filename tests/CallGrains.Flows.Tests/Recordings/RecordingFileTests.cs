using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Recordings;

/// <summary>
/// A recording is reported before its file can be fetched, and some files never can: the flow is told when it is
/// certain.
/// </summary>
public class RecordingFileTests
{
    [Fact]
    public void A_file_that_is_not_there_or_empty_is_asked_for_again_ever_more_rarely() => World.Run(async w =>
    {
        RecordResult? result = null;
        var asked = new List<DateTimeOffset>();
        w.Carrier.Files = (_, n) =>
        {
            asked.Add(w.Time.GetUtcNow());
            return n switch { < 4 => null, < 8 => [], _ => Encoding.ASCII.GetBytes("RIFF") };
        };
        w.Script = async call => result = await RecordedAsync(call);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(new RecordResult(true, "r-1", call.Recordings[0].Uri, false) { Length = 4, Duration = TimeSpan.FromSeconds(2) }, result);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16], asked.Zip(asked.Skip(1), (a, b) => (b - a).TotalSeconds));
    });

    [Fact]
    public void A_file_whose_size_is_not_named_is_looked_into_and_stays_whole() => World.Run(async w =>
    {
        RecordResult? result = null;
        byte[] bytes = [.. Enumerable.Range(0, 20_000).Select(i => (byte)i)], read = [];
        w.Carrier.HidesLengths = true;
        w.Carrier.Files = (_, n) => n < 4 ? [] : bytes;
        w.Script = async call => result = await RecordedAsync(call);
        var process = await w.StartAsync();

        await w.Ended(w.Carrier.Dials());
        await using (var media = await process.Services.GetRequiredService<CallGrains.Flows.Recordings>().OpenAsync("r-1"))
        {
            var copy = new MemoryStream();
            await media.Content.CopyToAsync(copy);
            read = copy.ToArray();
        }

        Assert.True(result!.IsComplete);
        Assert.Equal(4, w.Carrier.Questions.Count(q => q == "file of r-1") - 1);
        Assert.Equal(bytes, read);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_never_comes_is_a_result(bool isEmpty) => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Files = (_, _) => isEmpty ? [] : null;
        w.Script = async call => result = await RecordedAsync(call);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsRecording, "the recording");
        var began = w.Time.GetUtcNow();
        await w.Ended(call);

        Assert.Equal((false, RecordFailure.NotServed, isEmpty ? "empty-recording" : "media-not-found"), (result!.IsComplete, result.Failure, result.Error?.Code));
        Assert.InRange(w.Time.GetUtcNow() - began, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        Assert.InRange(w.Carrier.Questions.Count(q => q == "file of r-1"), 20, 30);
    });

    [Fact]
    public void A_recording_that_was_not_saved_is_not_asked_for() => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Drops = e => (string?)e["eventType"] == "recording";
        w.Script = async call => result = await RecordedAsync(call);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsRecording, "the recording");
        call.Emit("recording", ("recordingId", "r-9"), ("status", "error"));
        w.Carrier.Drops = _ => false;
        await w.SendAsync(call.Address, $$"""{"eventType":"recording","callId":"{{call.Id}}","recordingId":"r-1","status":"error"}""");
        await w.Ended(call);

        Assert.Equal(RecordFailure.NotSaved, result!.Failure);
        Assert.DoesNotContain("file of r-1", w.Carrier.Questions);
    });

    [Fact]
    public void While_the_file_is_awaited_the_call_goes_on_and_ends() => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Files = (_, n) => n < 8 ? null : [1];
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var recording = call.StartRecord(TimeSpan.FromSeconds(2));
            call.OnEnded(async _ => result = await recording.Completion);
            await call.DelayAsync(TimeSpan.FromSeconds(4));
            await call.SpeakAsync("Thank you.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");
        Assert.Null(result);
        await w.Ended(call);

        Assert.True(result!.IsComplete);
        Assert.Equal(["answer", "record", "speak Thank you.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void Handlers_are_told_once_when_the_file_is_there_whatever_dies_meanwhile() => World.Run(async w =>
    {
        w.Carrier.Files = (_, n) => n < 12 ? null : [1, 2];
        await w.StartAsync(typeof(GrainPolicy));

        var call = w.Carrier.Dials("keeper");
        await w.Until(() => w.Carrier.Questions.Contains("file of r-1"), "the file is asked for");
        for (var crashes = 0; crashes < 3; crashes++)
        {
            await w.CrashAsync();
            await w.Passes(TimeSpan.FromSeconds(1));
        }

        await w.Ended(call);

        Assert.Equal(["recording r-1 2 bytes"], Handlers.Notes.Of(w, call.Address));
    });

    [Fact]
    public void A_step_fetches_the_file() => World.Run(async w =>
    {
        var text = "";
        w.Carrier.Files = (_, n) => n == 2 ? null : Encoding.ASCII.GetBytes("RIFF");
        w.Script = async call =>
        {
            var result = await RecordedAsync(call);
            var recordings = w.Process.Services.GetRequiredService<Flows.Recordings>();
            text = await call.StepAsync("fetch", async () =>
            {
                await using var file = await recordings.OpenAsync(result.RecordingId!);
                return await new StreamReader(file.Content).ReadToEndAsync();
            });
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());

        Assert.Equal("RIFF", text);
        Assert.Equal(3, w.Carrier.Questions.Count(q => q == "file of r-1"));
    });

    private static async Task<RecordResult> RecordedAsync(CallContext call)
    {
        await call.AnswerAsync();
        return await call.RecordAsync(TimeSpan.FromSeconds(2));
    }

    [Flow("keeper")]
    internal sealed class GrainPolicy : CallFlow<Handlers.Notes>
    {
        public override void OnAnswer(AnswerEvent e) => Call.StartRecording(TimeSpan.FromSeconds(2));

        public override void OnRecording(RecordResult result)
        {
            State.Lines.Add($"recording {result.RecordingId} {result.Length} bytes");
            Call.Hangup();
        }
    }
}
