using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Tool.Up;

/// <summary>
/// What a person does once in Telnyx's portal, done at the simulated account: an application and a profile whose
/// webhooks come to the host, and the numbers of the sample flows.
/// </summary>
internal static class TelnyxSamples
{
    private static readonly string[] Everywhere = ["*"];

    /// <summary>The host's settings for the account, as environment variables.</summary>
    /// <exception cref="HttpRequestException">The simulator does not answer, or refuses.</exception>
    public static async Task<Dictionary<string, string>> SetUpAsync(Uri simulator, Uri webhook, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = simulator };
        var account = (await http.GetFromJsonAsync<JsonObject>("/sim/account", stop))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)account["apiKey"]);
        var connection = await MakeAsync("call_control_applications", new { application_name = "samples", webhook_event_url = webhook, webhook_api_version = "2" });
        var profile = await MakeAsync("messaging_profiles", new { name = "samples", webhook_url = webhook, whitelisted_destinations = Everywhere });
        var numbers = SampleNumbers.Numbers.Select(number => new { phone_number = number });
        await MakeAsync("number_orders", new { phone_numbers = numbers, connection_id = connection, messaging_profile_id = profile });
        return new Dictionary<string, string>
        {
            ["CallGrains__Carrier"] = "telnyx",
            ["Telnyx__BaseUrl"] = simulator.AbsoluteUri,
            ["Telnyx__ApiKey"] = (string?)account["apiKey"] ?? "",
            ["Telnyx__PublicKeys__0"] = (string?)account["publicKey"] ?? "",
            ["Telnyx__ConnectionId"] = connection,
        };

        async Task<string> MakeAsync(string path, object body)
        {
            using var answer = await http.PostAsJsonAsync($"/v2/{path}", body, stop);
            return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(stop))!["data"]!["id"]!;
        }
    }
}
