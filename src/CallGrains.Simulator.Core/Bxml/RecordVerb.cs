using System.Xml.Linq;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>Records until the longest time, silence, or a terminating key; then the next verb runs.</summary>
internal sealed record RecordVerb(RecordingSink Sink, int MaxSeconds, TimeSpan Silence, string TerminatingDigits) : IVerb
{
    private const int LongestRecording = 3600;
    private const int LongestSilence = 60;

    public static RecordVerb Read(XElement element, Origin origin)
    {
        var fields = Attributes.Of(element);
        var isTranscribed = fields.Flag("transcribe") ?? false;
        var transcript = fields.Target(origin, "transcribeCallbackUrl", "POST");
        var terminating = fields.Text("terminatingDigits") ?? "";
        var format = fields.Choice("fileFormat", "wav", "mp3") ?? "wav";
        if (isTranscribed && format == "mp3")
        {
            throw ApiError.Invalid("<Record> with fileFormat mp3 cannot be transcribed; leave transcribe out, or write wav.");
        }

        if (isTranscribed && transcript is null)
        {
            throw ApiError.BadRequest("missing-property", "<Record> with transcribe needs a transcribeCallbackUrl.");
        }

        if (!terminating.All(Keypad.IsKey))
        {
            throw ApiError.Invalid($"'terminatingDigits' of <Record> is '{terminating}'; write keys of a phone.");
        }

        fields.Flag("multiChannel");
        fields.Whole("silenceThreshold", 1, int.MaxValue);
        return new RecordVerb(
            new RecordingSink(fields.Target(origin), isTranscribed, transcript, format),
            fields.Whole("maxDuration", 1, LongestRecording) ?? 60,
            TimeSpan.FromSeconds(fields.Whole("silenceTimeout", 1, LongestSilence) ?? 3),
            terminating);
    }

    public void Run(BxmlRun run)
    {
        if (run.Stage.Recordings.Start(run.Call, MaxSeconds, Sink) is { } recording)
        {
            new Session(run, this, recording).Listen();
        }
        else
        {
            run.Next();
        }
    }

    /// <summary>As a part of a transfer: as long as the parties talk.</summary>
    public void RunBeside(BxmlRun run) => run.Stage.Recordings.Start(run.Call, LongestRecording, Sink);

    private sealed class Session(BxmlRun run, RecordVerb verb, Recording recording)
    {
        private Alarm? _silence;

        public void Listen()
        {
            recording.WhenStopped = Over;
            run.Call.Listener = new Listener(Pressed, Speaks);
            Speaks(run.Call.Said.LastOrDefault()?.Until is { } until && until > run.Stage.Exchange.Now ? until : run.Stage.Exchange.Now);
        }

        private void Pressed(char key)
        {
            if (verb.TerminatingDigits.Contains(key, StringComparison.Ordinal))
            {
                Stop();
            }
        }

        private void Speaks(DateTimeOffset until)
        {
            _silence?.Cancel();
            _silence = run.Stage.Exchange.After(until - run.Stage.Exchange.Now + verb.Silence, Stop);
        }

        private void Stop() => run.Stage.Recordings.Change(run.Call, run.Call.RecordingSettings with { IsEnabled = false });

        private void Over()
        {
            _silence?.Cancel();
            run.Call.Listener = null;
            run.Next();
        }
    }
}
