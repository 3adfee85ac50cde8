using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Transcriptions;

/// <summary><c>/recordings/{id}/transcriptions</c> and <c>/calls/{id}/transcriptions</c>.</summary>
internal sealed class TranscriptionRoutes(CallStore calls, CallGuard guard, RecordingService recordings, TranscriptionService desk)
{
    private const int BilledSeconds = 60;

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/recordings/{recordingId}/transcriptions", gate.Carrier(Create));
        user.MapGet("/recordings/{recordingId}/transcriptions", gate.Carrier(List));
        user.MapGet("/recordings/{recordingId}/transcriptions/{transcriptionId}", gate.Carrier(Get));

        // The carrier's own C# client asks here.
        user.MapGet("/bridges/recordings/{recordingId}/transcriptions/{transcriptionId}", gate.Carrier(Get));
        user.MapGet("/calls/{callId}/transcriptions", gate.Carrier(ListOfCall));
    }

    private ApiReply Create(ApiRequest request)
    {
        var recording = recordings.Require(request.Route("recordingId"));
        if (recording.State != "complete")
        {
            throw ApiError.Forbidden("invalid-recording-state", $"The recording {recording.Id} is '{recording.State}'; only a complete one can be transcribed.", ("recordingId", recording.Id));
        }

        var transcription = desk.Start(calls.Find(recording.CallId)!, recording);
        return ApiReply.Created($"{request.Urls.Recording(recording.Id)}/transcriptions/{transcription.Id}");
    }

    private ApiReply List(ApiRequest request)
    {
        var recording = recordings.Require(request.Route("recordingId"));
        return ApiReply.Json(Json.Array(recording.Transcriptions.Select(transcription => Render(transcription, recording, request.Urls))));
    }

    private ApiReply Get(ApiRequest request)
    {
        var recording = recordings.Require(request.Route("recordingId"));
        var id = request.Route("transcriptionId");
        var transcription = recording.Transcriptions.Find(transcription => transcription.Id == id)
            ?? throw ApiError.NotFound("transcription-not-found", $"The recording {recording.Id} has no transcription {id}.", ("recordingId", recording.Id), ("transcriptionId", id));
        return ApiReply.Json(Render(transcription, recording, request.Urls));
    }

    private ApiReply ListOfCall(ApiRequest request) => ApiReply.Json(Json.Array(guard.Find(request).Recordings.SelectMany(
        recording => recording.Transcriptions.Select(transcription => Render(transcription, recording, request.Urls)))));

    private static JsonObject Render(Transcription transcription, Recording recording, Urls urls)
    {
        var isWritten = transcription.State == "completed";
        var seconds = (recording.EndTime!.Value - recording.StartTime).TotalSeconds;
        return Json.Object(
            ("id", transcription.Id),
            ("state", transcription.State),
            ("time", transcription.Time.Iso()),
            ("text", isWritten ? transcription.Text[..Math.Min(transcription.Text.Length, CallEvents.Cropped)] : null),
            ("textSize", isWritten ? transcription.Text.Length : null),
            ("textUrl", isWritten ? urls.Media(transcription.Id) : null),
            ("chargeableDuration", isWritten ? (int)Math.Max(1, Math.Ceiling(seconds / BilledSeconds)) * BilledSeconds : null));
    }
}
