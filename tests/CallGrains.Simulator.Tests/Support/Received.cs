using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>One callback as the application got it.</summary>
internal sealed record Received(string Method, string Path, string? Authorization, string? UserAgent, string? ContentType, JsonObject Fields)
{
    public string? this[string field] => Fields[field]?.ToString();

    public string? CallId => this["callId"];

    /// <summary>
    /// The event in a word or two: <c>speak started</c>, <c>gather max-digits 12</c>, <c>hangup USER_BUSY</c>.
    /// </summary>
    public string Short => this["eventType"] switch
    {
        "speak" or "playback" or "recording" => $"{this["eventType"]} {this["status"]}",
        "gather" => $"gather {this["reason"]} {this["digits"]}".TrimEnd(),
        "hangup" => $"hangup {this["cause"]}",
        "conference" or "conference-speak" or "conference-playback" or "transcription" => $"{this["eventType"]} {this["status"]}",
        "conference-member" => $"member {this["state"]} {this["activeMembers"]} hold={this["hold"]} mute={this["mute"]}",
        "sms" or "mms" => $"{this["eventType"]} {this["direction"]} {this["state"]} {this["deliveryState"]}".TrimEnd(),
        "dtmf" => $"dtmf {this["dtmfDigit"]}",
        var type => type ?? "?",
    };
}
