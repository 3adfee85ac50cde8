using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary><c>/v2/recordings</c>: what is saved, each with fresh links.</summary>
internal sealed class RecordingRoutes(CallStore store, RecordingService recordings, MediaStore media, RecordingLinks links, CallNews news)
{
    public void Map(RouteTable app, RestGate gate)
    {
        app.MapGet("/v2/recordings", gate.Carrier(List));
        app.MapGet("/v2/recordings/{recordingId}", gate.Carrier(request => Wire.Data(Render(Find(request)))));
        app.MapDelete("/v2/recordings/{recordingId}", gate.Carrier(Remove));
        app.MapGet("/v2/recording_transcriptions/{transcriptionId}", gate.Carrier(Transcript));
    }

    private ApiReply List(ApiRequest request)
    {
        var (leg, session, call) = (request.Query("filter[call_leg_id]"), request.Query("filter[call_session_id]"), request.Query("filter[call_control_id]"));
        var calls = store.NewestFirst().Where(found => (leg is null || news.LegOf(found).Id == leg) && (session is null || news.LegOf(found).SessionId == session) && (call is null || found.Id == call));
        return Wire.Page(request, calls.SelectMany(found => found.Recordings.AsEnumerable().Reverse()).Where(IsThere), Render);
    }

    private static bool IsThere(Recording recording) => recording.State == "complete";

    private Recording Find(ApiRequest request) => recordings.Find(request.Route("recordingId")) is { } found && IsThere(found) && media.Find(found.MediaName) is not null
        ? found
        : throw TelnyxErrors.Of(404, "10007", "Resource not found", "The requested recording does not exist.");

    private ApiReply Remove(ApiRequest request)
    {
        var gone = Find(request);
        var shown = Render(gone);
        media.Remove(gone.MediaName);
        return Wire.Data(shown);
    }

    private ApiReply Transcript(ApiRequest request)
    {
        var id = request.Route("transcriptionId");
        var found = store.NewestFirst().SelectMany(call => call.Recordings).SelectMany(recording => recording.Transcriptions).FirstOrDefault(transcription => transcription.Id == id)
            ?? throw TelnyxErrors.NotFound();
        return Wire.Data(Wire.Object(
            ("id", found.Id), ("record_type", "recording_transcription"), ("recording_id", found.RecordingId), ("status", found.State == "transcribing" ? "in-progress" : found.State),
            ("transcription_text", found.Text), ("created_at", found.Time.Iso())));
    }

    private JsonObject Render(Recording recording)
    {
        var call = store.Find(recording.CallId)!;
        var leg = news.LegOf(call);
        return Wire.Object(
            ("id", recording.Id), ("record_type", "recording"), ("call_control_id", call.Id), ("call_leg_id", leg.Id), ("call_session_id", leg.SessionId), ("conference_id", null),
            ("connection_id", leg.ConnectionId), ("channels", "single"), ("source", "call"), ("status", "completed"), ("from", call.From), ("to", call.To),
            ("duration_millis", (int)(recording.EndTime!.Value - recording.StartTime).TotalMilliseconds), ("recording_started_at", recording.StartTime.Micro()),
            ("recording_ended_at", recording.EndTime.Value.Micro()), ("created_at", recording.EndTime.Value.Micro()), ("updated_at", recording.EndTime.Value.Micro()),
            ("download_urls", Wire.Object(("wav", links.Make(recording)))));
    }
}
