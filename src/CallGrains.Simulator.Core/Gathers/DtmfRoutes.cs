using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Gathers;

/// <summary><c>/calls/{id}/dtmf</c>: tones from the application to the far party.</summary>
internal sealed class DtmfRoutes(CallGuard guard, Keys keys)
{
    private const int MaxLength = 92;

    public void Map(RouteTable user, RestGate gate) => user.MapPost("/calls/{callId}/dtmf", gate.Carrier(Send));

    private ApiReply Send(ApiRequest request)
    {
        var tones = Check(request.Body.Required("dtmfOut", "dtmf"));
        keys.FromApplication(guard.FindActive(request, "send tones"), tones);
        return ApiReply.Ok;
    }

    public static string Check(string tones)
    {
        if (tones.Length > MaxLength || !tones.All(tone => Keypad.IsKey(tone) || tone is ',' or 'w' or 'W'))
        {
            throw ApiError.Invalid($"'dtmfOut' is '{tones}'; send at most {MaxLength} of 0-9, A-D, #, *, and the pauses ',', 'w', 'W'.");
        }

        return tones;
    }
}
