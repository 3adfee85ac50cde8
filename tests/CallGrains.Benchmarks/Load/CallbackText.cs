using System.Globalization;
using System.Text.Unicode;

namespace CallGrains.Benchmarks.Load;

/// <summary>Callbacks as the carrier writes them: whole HTTP requests.</summary>
internal sealed class CallbackText(Uri target)
{
    private static readonly string Time = CarrierTime.Text(TimeSpan.Zero);
    private const string Api = "https://api.catapult.inetwork.com/v1/users/u-simulator";

    private readonly byte[] _request = new byte[4096];
    private readonly byte[] _body = new byte[2048];
    private readonly string _host = target.Authority;
    private readonly string _path = target.AbsolutePath;

    /// <summary>The request for the next callback of a call; valid until the next one is written.</summary>
    public ReadOnlySpan<byte> Write(LoadCall call)
    {
        var body = Body(call);
        var path = IsAgents(call) ? call.AgentPath ?? _path : _path;
        Utf8.TryWrite(_request, CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {_host}\r\nUser-Agent: BandwidthAPI/v1 (bench)\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n", out var summary);
        body.CopyTo(_request.AsSpan(summary));
        return _request.AsSpan(0, summary + body.Length);
    }

    private ReadOnlySpan<byte> Body(LoadCall call)
    {
        var id = IsAgents(call) ? call.AgentId : call.Id;
        var (type, more) = Fields(call);
        Utf8.TryWrite(_body, CultureInfo.InvariantCulture, $$"""{"eventType":"{{type}}","callId":"{{id}}","callUri":"{{Api}}/calls/{{id}}","time":"{{Time}}"{{more}}}""", out var length);
        return _body.AsSpan(0, length);
    }

    private static bool IsAgents(LoadCall call) => call.Callback is CallbackKind.AgentAnswered or CallbackKind.AgentHungUp;

    private static (string Type, string More) Fields(LoadCall call) => call.Callback switch
    {
        CallbackKind.Incoming => ("incomingcall", ""","from":"+15550123","to":"+15550100","callState":"active","applicationId":"a-bonay3r4mtwbplurq4nkt7q" """),
        CallbackKind.Answered => ("answer", ""","from":"+15550123","to":"+15550100","callState":"active" """),
        CallbackKind.AgentAnswered => ("answer", ""","from":"+15550100","to":"+15550199","callState":"active" """),
        CallbackKind.PromptStarted => ("speak", ""","status":"started","state":"PLAYBACK_START" """),
        CallbackKind.PromptDone => ("speak", ""","status":"done","state":"PLAYBACK_STOP" """),
        CallbackKind.SpeakStarted => ("speak", $$""","status":"started","state":"PLAYBACK_START","tag":"{{call.Tag}}" """),
        CallbackKind.SpeakDone => ("speak", $$""","status":"done","state":"PLAYBACK_STOP","tag":"{{call.Tag}}" """),
        CallbackKind.Gathered => ("gather", $$""","gatherId":"gtr-{{call.Number}}","state":"completed","reason":"max-digits","digits":"2","tag":"{{call.Tag}}" """),
        CallbackKind.AgentHungUp => ("hangup", ""","from":"+15550100","to":"+15550199","cause":"NORMAL_CLEARING","callState":"completed" """),
        _ => ("hangup", ""","from":"+15550123","to":"+15550100","cause":"NORMAL_CLEARING","callState":"completed" """),
    };
}
