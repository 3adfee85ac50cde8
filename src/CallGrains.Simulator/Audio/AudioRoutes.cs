using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Audio;

/// <summary><c>/calls/{id}/audio</c>: speak, play, stop.</summary>
internal sealed class AudioRoutes(CallGuard guard, AudioPlayer audio)
{
    public void Map(IEndpointRouteBuilder user, RestGate gate) => user.MapPost("/calls/{callId}/audio", gate.Carrier(Change));

    private ApiReply Change(ApiRequest request)
    {
        var asked = AudioRequest.Read(request.Body, request.Body.Text("tag"), mayStop: true);
        var call = guard.FindActive(request, "speak or play");
        if (asked.IsStop) Stop(call, asked);
        else audio.Start(call, asked);
        return ApiReply.Ok;
    }

    private void Stop(Call call, AudioRequest asked)
    {
        if (call.Audio?.Request.IsSpeech != asked.IsSpeech)
            throw ApiError.Forbidden("call-audio-invalid-state",
                $"Nothing to stop: the call {call.Id} is not {(asked.IsSpeech ? "speaking a sentence" : "playing a file")}.", ("callId", call.Id));
        audio.Stop(call);
    }
}
