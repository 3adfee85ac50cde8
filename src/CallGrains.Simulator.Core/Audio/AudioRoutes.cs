using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Audio;

/// <summary><c>/calls/{id}/audio</c>: speak, play, stop.</summary>
internal sealed class AudioRoutes(CallGuard guard, AudioPlayer audio)
{
    public void Map(RouteTable user, RestGate gate) => user.MapPost("/calls/{callId}/audio", gate.Carrier(Change));

    private ApiReply Change(ApiRequest request)
    {
        var asked = AudioRequest.Read(request.Body, request.Body.Text("tag"), mayStop: true, request.Sounds);
        var call = guard.FindActive(request, "speak or play");
        audio.Change(call, asked);
        return ApiReply.Ok;
    }
}
