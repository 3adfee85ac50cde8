using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>A call as the REST API shows it.</summary>
internal static class CallView
{
    private const int BilledSeconds = 60;

    public static JsonObject Render(Call call, Urls urls) => Json.Object(
        ("id", call.Id),
        ("direction", call.IsInbound ? "in" : "out"),
        ("from", call.From),
        ("to", call.To),
        ("state", StateOf(call)),
        ("startTime", call.StartTime.Iso()),
        ("activeTime", call.ActiveTime?.Iso()),
        ("endTime", call.EndTime?.Iso()),
        ("chargeableDuration", Billed(call)),
        ("callTimeout", call.Order.TimeoutSeconds),
        ("callbackUrl", call.Callback?.Url),
        ("callbackHttpMethod", call.Callback?.Method),
        ("callbackTimeout", call.Callback is { } target ? (int)target.Timeout.TotalMilliseconds : null),
        ("fallbackUrl", call.Callback?.FallbackUrl),
        ("bridgeId", call.Bridge?.Id),
        ("bridge", call.Bridge is { } bridge ? urls.Bridge(bridge.Id) : null),
        ("conferenceId", ConferenceId(call)),
        ("conference", ConferenceId(call) is { } conference ? urls.Conference(conference) : null),
        ("recordingEnabled", call.RecordingSettings.IsEnabled),
        ("recordingFileFormat", call.RecordingSettings.Format),
        ("recordingMaxDuration", call.RecordingSettings.MaxSeconds),
        ("transcriptionEnabled", call.RecordingSettings.IsTranscribed),
        ("transferTo", TransferTo(call)),
        ("tag", call.Tag),
        ("sipHeaders", Headers(call)),
        ("events", $"{urls.Call(call.Id)}/events"),
        ("recordings", $"{urls.Call(call.Id)}/recordings"),
        ("transcriptions", $"{urls.Call(call.Id)}/transcriptions"));

    public static string StateOf(Call call) => call.State.ToString().ToLowerInvariant();

    /// <summary>The room it is in, or was created for and has not been in yet.</summary>
    public static string? ConferenceId(Call call) => call.Member?.Conference.Id ?? (call.Order.ConferenceId is { } id && !call.Rooms.Contains(id) ? id : null);

    private static string? TransferTo(Call call) => call.Order.IsTransferTarget ? null : call.TransferPartner?.To;

    /// <summary>Whole minutes, begun ones included; nothing for a call that was never answered.</summary>
    private static int? Billed(Call call) =>
        call.EndTime is not { } end ? null
        : call.ActiveTime is not { } start ? 0
        : (int)Math.Max(1, Math.Ceiling((end - start).TotalSeconds / BilledSeconds)) * BilledSeconds;

    private static JsonObject? Headers(Call call)
    {
        if (call.Order.SipHeaders.Count == 0)
        {
            return null;
        }

        var headers = new JsonObject();
        foreach (var (name, value) in call.Order.SipHeaders)
        {
            headers[name] = value;
        }

        return headers;
    }
}
