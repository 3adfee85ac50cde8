using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator.Recordings;

/// <summary>Starts, stops and saves recordings.</summary>
internal sealed class RecordingService(Exchange exchange, Ids ids, ICallNews news, MediaStore media, TranscriptionService transcriptions, FaultService faults, Speaker speaker, Mp3Encoder mp3)
{
    private static readonly TimeSpan SavingTime = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, Recording> _byId = [];

    public Recording? Find(string id) => _byId.GetValueOrDefault(id);

    public Recording Require(string id) => Find(id)
        ?? throw ApiError.NotFound("recording-not-found", $"The recording {id} does not exist.", ("recordingId", id));

    /// <summary>Refuses what cannot be recorded here.</summary>
    public void Require(RecordingSettings settings) => mp3.Require(settings.Format);

    /// <summary>
    /// Takes new settings; on a call that is up they take effect at once, on a ringing one with the answer.
    /// </summary>
    public void Change(Call call, RecordingSettings settings)
    {
        mp3.Require(settings.Format);
        if (call.Recording is not null && settings.MaxSeconds != call.RecordingSettings.MaxSeconds)
        {
            throw ApiError.Conflict("conflicted-recording-values-request", $"Call {call.Id} is being recorded; 'recordingMaxDuration' can change only between recordings.", ("callId", call.Id));
        }

        call.RecordingSettings = settings;
        if (!settings.IsEnabled)
        {
            Stop(call);
        }
        else if (call.IsAnswered)
        {
            StartIfWanted(call);
        }
    }

    public void StartIfWanted(Call call)
    {
        if (!call.RecordingSettings.IsEnabled || call.Recording is not null)
        {
            return;
        }

        var recording = new Recording(ids.Next("rec"), call.Id, call.Recordings.Count + 1, exchange.Now, call.RecordingSettings.Format);
        call.Recording = recording;
        call.Recordings.Add(recording);
        _byId[recording.Id] = recording;
        recording.Limit = exchange.After(TimeSpan.FromSeconds(call.RecordingSettings.MaxSeconds), () => LimitReached(call));
    }

    /// <summary>Records for a document; null while the call is being recorded already.</summary>
    public Recording? Start(Call call, int maxSeconds, RecordingSink sink)
    {
        mp3.Require(sink.Format);
        if (call.Recording is not null)
        {
            return null;
        }

        call.RecordingSettings = new RecordingSettings(true, maxSeconds, Format: sink.Format);
        StartIfWanted(call);
        call.Recording!.Sink = sink;
        return call.Recording;
    }

    public void Stop(Call call)
    {
        if (call.Recording is not { } recording)
        {
            return;
        }

        call.Recording = null;
        recording.Limit?.Cancel();
        recording.EndTime = exchange.Now;
        recording.WhenStopped?.Invoke();
        recording.State = "saving";
        exchange.After(SavingTime, () => Save(call, recording));
    }

    /// <summary>Encoding takes real time, so it is done outside the exchange.</summary>
    private void Save(Call call, Recording recording)
    {
        var wav = WavFile.Of(recording, call, speaker);
        if (recording.Format == "wav")
        {
            Save(call, recording, wav);
        }
        else
        {
            _ = mp3.EncodeAsync(wav).ContinueWith(made => exchange.Run(() => Save(call, recording, made.Result)), TaskScheduler.Default);
        }
    }

    public void Forget(Call call)
    {
        foreach (var recording in call.Recordings)
        {
            _byId.Remove(recording.Id);
            media.Remove(recording.MediaName);
            foreach (var transcription in recording.Transcriptions)
            {
                media.Remove(transcription.Id);
            }
        }
    }

    private void LimitReached(Call call)
    {
        call.RecordingSettings = call.RecordingSettings with { IsEnabled = false };
        Stop(call);
    }

    /// <param name="call">The call.</param>
    /// <param name="recording">Its recording.</param>
    /// <param name="file">What was recorded; null when it could not be made.</param>
    private void Save(Call call, Recording recording, MediaFile? file)
    {
        recording.State = file is not null && faults.OfMedia("recording", call.Id) is null ? "complete" : "error";
        var isSaved = recording.State == "complete";
        if (isSaved)
        {
            media.Put(recording.MediaName, file!);
        }

        news.Recorded(call, recording);
        if (isSaved && (recording.Sink?.IsTranscribed ?? call.RecordingSettings.IsTranscribed))
        {
            transcriptions.Start(call, recording);
        }
    }
}
