using System.Text;
using CallGrains.Simulator.Billing;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Transcriptions;

/// <summary>Writes down what recordings contain. The full text is a media file named after the transcription.</summary>
internal sealed class TranscriptionService(Exchange exchange, Ids ids, ICallNews news, MediaStore media, Ledger ledger, FaultService faults)
{
    private static readonly TimeSpan WritingTime = TimeSpan.FromSeconds(1);

    /// <summary>What a test lets a recording contain; null, and for null, what was said.</summary>
    public Func<Call, string?>? WordsOf { get; set; }

    public Transcription Start(Call call, Recording recording)
    {
        var transcription = new Transcription(ids.Next("tr"), recording.Id, exchange.Now);
        recording.Transcriptions.Add(transcription);
        exchange.After(WritingTime, () => Finish(call, recording, transcription));
        return transcription;
    }

    private void Finish(Call call, Recording recording, Transcription transcription)
    {
        if (faults.OfMedia("transcription", call.Id) is not null)
        {
            transcription.State = "error";
            news.Transcribed(call, recording, transcription);
            return;
        }

        transcription.State = "completed";
        transcription.Text = WordsOf?.Invoke(call) ?? Words.Between(call, recording.StartTime, recording.EndTime!.Value);
        media.Put(transcription.Id, MediaFile.Of("text/plain", null, Encoding.UTF8.GetBytes(transcription.Text)));
        ledger.Charge("transcription", Ledger.Minutes(recording.EndTime - recording.StartTime), call.IsInbound ? call.To : call.From, transcription.Id);
        news.Transcribed(call, recording, transcription);
    }
}
