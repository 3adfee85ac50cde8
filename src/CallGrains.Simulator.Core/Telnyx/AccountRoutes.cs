using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// What a real account needs before the first call: Call Control applications, messaging profiles, outbound voice
/// profiles. Each of the first two is an application of the simulator's core, one for calls and one for texts.
/// </summary>
internal sealed class AccountRoutes
{
    private readonly ApplicationStore _applications;
    private readonly NumberStore _numbers;
    private readonly Resources _connections, _profiles, _voices;

    public AccountRoutes(Exchange exchange, Ids ids, ApplicationStore applications, NumberStore numbers)
    {
        (_applications, _numbers) = (applications, numbers);
        _connections = new(exchange, () => ids.Next("connection"), "call_control_application", Parse(ConnectionDefaults), ChangeConnection, Forget);
        _profiles = new(exchange, () => ids.Next("messaging-profile"), "messaging_profile", Parse(ProfileDefaults), ChangeProfile, Forget);
        _voices = new(exchange, () => ids.Next("profile"), "outbound_voice_profile", Parse(VoiceDefaults), item => Need(item, "name"), _ => { });
    }

    public void Map(RouteTable app, RestGate gate)
    {
        _connections.Map(app, gate, "/v2/call_control_applications");
        _profiles.Map(app, gate, "/v2/messaging_profiles", created: 200);
        _voices.Map(app, gate, "/v2/outbound_voice_profiles");
    }

    /// <summary>An application that takes calls, by its id.</summary>
    public Application? Connection(string id) => _connections.Has(id) ? _applications.Find(id) : null;

    public bool HasProfile(string id) => _profiles.Has(id);

    private void ChangeConnection(JsonObject item)
    {
        Need(item, "application_name");
        Need(item, "webhook_event_url");
        RefuseWhatIsMissing(item);
        var seconds = Number(item["webhook_timeout_secs"], "webhook_timeout_secs", 30);
        Keep(item, new Application("", "")
        {
            AutoAnswer = false,
            IncomingCallUrl = Url(item, "webhook_event_url"),
            IncomingCallFallbackUrl = Url(item, "webhook_event_failover_url"),
            IncomingCallTimeout = seconds is null or 0 ? (int)Targets.AnswerTime.TotalMilliseconds : seconds * 1000,
        });
    }

    private static void RefuseWhatIsMissing(JsonObject item)
    {
        if ((string?)item["webhook_api_version"] != "2")
        {
            throw ApiError.NotSimulated("webhook_api_version 1 (send \"2\"; the real carrier's default is \"1\")");
        }

        foreach (var name in new[] { "first_command_timeout", "call_cost_in_webhooks" })
        {
            if ((bool?)item[name] == true)
            {
                throw ApiError.NotSimulated($"The parameter '{name}'");
            }
        }
    }

    private void ChangeProfile(JsonObject item)
    {
        Need(item, "name");
        Need(item, "whitelisted_destinations");
        Keep(item, new Application("", "")
        {
            IncomingMessageUrl = Url(item, "webhook_url"),
            IncomingMessageFallbackUrl = Url(item, "webhook_failover_url"),
            IncomingMessageTimeout = (int)Targets.AnswerTime.TotalMilliseconds,
        });
    }

    private void Keep(JsonObject item, Application application) =>
        _applications.Put(application with { Id = (string)item["id"]!, Name = (string?)item["application_name"] ?? (string)item["name"]! });

    private void Forget(string id)
    {
        _applications.Remove(id);
        _numbers.Unlink(id);
        foreach (var bound in _numbers.All.Where(number => number.MessageApplicationId == id).ToList())
        {
            _numbers.Put(bound with { MessageApplicationId = null });
        }
    }

    private static void Need(JsonObject item, string name)
    {
        if (item[name] is null || (item[name]!.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace((string?)item[name])))
        {
            throw TelnyxErrors.Missing(name);
        }
    }

    private static int? Number(JsonNode? node, string name, int max) => node is null ? null
        : int.TryParse(node.ToString(), out var number) && number >= 0 && number <= max ? number
        : throw TelnyxErrors.Outside(name, node.ToString(), 0, max);

    private static string? Url(JsonObject item, string name) => (string?)item[name] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text
        : throw TelnyxErrors.Invalid("10015", name, $"'{name}' is '{text}'; send an absolute http or https URL.");

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private const string ConnectionDefaults = """
        {"id":"","record_type":"","application_name":null,"active":true,"anchorsite_override":"Latency","webhook_event_url":null,"webhook_event_failover_url":"",
         "webhook_api_version":"1","webhook_timeout_secs":null,"first_command_timeout":false,"first_command_timeout_secs":30,"call_cost_in_webhooks":false,
         "dtmf_type":"RFC 2833","redact_dtmf_debug_logging":false,"inbound":{},"outbound":{}}
        """;

    private const string ProfileDefaults = """
        {"id":"","record_type":"","name":null,"enabled":true,"webhook_url":null,"webhook_failover_url":null,"webhook_api_version":"2","whitelisted_destinations":null,
         "number_pool_settings":null,"url_shortener_settings":null,"alpha_sender":null,"mms_fall_back_to_sms":false,"mms_transcoding":false,"mobile_only":false}
        """;

    private const string VoiceDefaults = """
        {"id":"","record_type":"","name":null,"traffic_type":"conversational","service_plan":"global","concurrent_call_limit":null,"enabled":true,"tags":[],
         "usage_payment_method":"rate-deck","whitelisted_destinations":["US","CA"],"max_destination_rate":null,"daily_spend_limit":null,"daily_spend_limit_enabled":false}
        """;
}
