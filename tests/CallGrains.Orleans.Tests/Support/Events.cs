using System.Text;
using CallGrains.Bandwidth;

namespace CallGrains.Orleans.Tests;

/// <summary>The carrier's callbacks, as bytes and read.</summary>
internal static class Events
{
    public const string From = "+15550177";
    public const string To = "+15550100";

    public static ICallbackProtocol Reader { get; } = new BandwidthCallbacks();

    public static string NewCall() => "c-" + Guid.NewGuid().ToString("n");

    public static Callback Incoming(string callId, string flow, string from = From) =>
        Read($$"""{"eventType":"incomingcall","callId":"{{callId}}","from":"{{from}}","to":"{{To}}","callState":"active"}""") with { Flow = flow };

    /// <summary>The carrier's id of a conference: that of its grain, so that a test knows it.</summary>
    public static string ConferenceOf(Uri callbackUrl) => TwoSilos.Tokens.TryRead(callbackUrl.Segments[^1], out var address, out _) ? "conf-" + address.Id : throw new ArgumentException($"{callbackUrl} names no conference.");

    public static Callback Answer(string callId) =>
        Read($$"""{"eventType":"answer","callId":"{{callId}}","from":"{{From}}","to":"{{To}}","callState":"active"}""");

    public static Callback Gathered(string callId, CommandRequest gather, string digits) =>
        Read($$"""{"eventType":"gather","callId":"{{callId}}","gatherId":"g-{{callId}}-{{gather.Operation.Number}}","state":"completed","reason":"max-digits","digits":"{{digits}}","tag":"cg{{gather.Operation.Number}}"}""");

    public static Callback Spoken(string callId, CommandRequest speak) =>
        Read($$"""{"eventType":"speak","callId":"{{callId}}","state":"PLAYBACK_STOP","status":"done","tag":"cg{{speak.Operation.Number}}"}""");

    public static Callback HungUp(string callId) =>
        Read($$"""{"eventType":"hangup","callId":"{{callId}}","from":"{{From}}","to":"{{To}}","cause":"NORMAL_CLEARING"}""");

    private static Callback Read(string json)
    {
        var raw = Encoding.UTF8.GetBytes(json);
        return new Callback(Reader.Carrier, CallbackForm.Json, raw, Reader.Read(new CallbackRequest(CallbackForm.Json, raw)));
    }
}
