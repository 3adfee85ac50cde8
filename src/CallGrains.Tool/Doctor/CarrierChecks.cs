using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.Tool.Doctor;

/// <summary>
/// Whether the carriers answer, take the credentials, agree about the time, and sign with the known keys.
/// </summary>
internal static class CarrierChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), MostDrift = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Installation of, TimeProvider time, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Patience };
        var findings = new List<Finding>();
        foreach (var name in of.Settings.CarrierNames)
        {
            try
            {
                findings.AddRange(name == HostCarriers.Telnyx ? await TelnyxAsync(of, http, time, stop) : await BandwidthAsync(of, http, time, stop));
            }
            catch (OptionsValidationException)
            {
                findings.Add(Finding.Fail("carrier", $"{name} was not asked: its settings are wrong, see above."));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
            {
                findings.Add(Finding.Fail("carrier", $"{name} does not answer: {e.Message} Correct {(name == HostCarriers.Telnyx ? "Telnyx" : "Bandwidth")}:BaseUrl, or let the firewall pass HTTPS to it."));
            }
        }

        return findings;
    }

    private static async Task<IEnumerable<Finding>> BandwidthAsync(Installation of, HttpClient http, TimeProvider time, CancellationToken stop)
    {
        var options = of.Bandwidth;
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Token}:{options.Password}"));
        using var answer = await AskAsync(http, new Uri(options.BaseUrl, $"/v1/users/{Uri.EscapeDataString(options.UserId)}/applications?size=1"), new AuthenticationHeaderValue("Basic", basic), stop);
        return
        [
            answer.StatusCode switch
            {
                HttpStatusCode.OK => Finding.Ok("carrier", $"bandwidth takes the credentials of {options.UserId}."),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Fail("carrier", $"bandwidth refuses the credentials of {options.UserId} ({(int)answer.StatusCode}); copy Bandwidth:UserId, Token and Secret (or SecretFile) from the account's page."),
                var status => Finding.Fail("carrier", $"bandwidth answers {(int)status} at {options.BaseUrl.GetLeftPart(UriPartial.Authority)}; correct Bandwidth:BaseUrl and Bandwidth:UserId."),
            },
            Clock("bandwidth", answer, time),
        ];
    }

    private static async Task<IEnumerable<Finding>> TelnyxAsync(Installation of, HttpClient http, TimeProvider time, CancellationToken stop)
    {
        var options = of.Telnyx;
        using var answer = await AskAsync(http, new Uri(options.BaseUrl, $"/v2/call_control_applications/{Uri.EscapeDataString(options.ConnectionId)}"), new AuthenticationHeaderValue("Bearer", options.Key), stop);
        var findings = new List<Finding>
        {
            answer.StatusCode switch
            {
                HttpStatusCode.OK => Finding.Ok("carrier", "telnyx takes the API key, and has the application."),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Fail("carrier", $"telnyx refuses the API key ({(int)answer.StatusCode}); make one in the portal, and set Telnyx:ApiKeyFile or Telnyx:ApiKey."),
                HttpStatusCode.NotFound => Finding.Fail("carrier", $"telnyx has no Call Control application '{options.ConnectionId}'; callgrains provision makes one and says what Telnyx:ConnectionId is."),
                var status => Finding.Fail("carrier", $"telnyx answers {(int)status} at {options.BaseUrl.GetLeftPart(UriPartial.Authority)}; correct Telnyx:BaseUrl."),
            },
            Clock("telnyx", answer, time),
        };
        if (answer.IsSuccessStatusCode && of.PublicUrl is { } expected && await WebhookAsync(answer, stop) is { } webhook && webhook.Host != expected.Host)
        {
            findings.Add(Finding.Fail("public-url", $"telnyx reports to {webhook.GetLeftPart(UriPartial.Authority)}, and CallGrains:PublicUrl is {expected.GetLeftPart(UriPartial.Authority)}; callgrains provision sets the application's webhook."));
        }

        if (await AccountKeyAsync(options.BaseUrl, http, stop) is { } key)
        {
            findings.Add(options.PublicKeys.Contains(key)
                ? Finding.Ok("keys", "Telnyx:PublicKeys has the key by which telnyx signs.")
                : Finding.Fail("keys", $"telnyx signs with the key {key}, which is none of Telnyx:PublicKeys: every webhook is refused. Copy the key from the portal's page of keys to Telnyx:PublicKeys:0."));
        }

        return findings;
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, Uri url, AuthenticationHeaderValue key, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = key } };
        return http.SendAsync(request, stop);
    }

    /// <summary>Signed webhooks are refused when the clocks differ by minutes, and timers come early or late.</summary>
    private static Finding Clock(string carrier, HttpResponseMessage answer, TimeProvider time)
    {
        if (answer.Headers.Date is not { } date)
        {
            return Finding.Ok("clock", $"{carrier} does not tell its time.");
        }

        var drift = time.GetUtcNow() - date;
        return drift.Duration() > MostDrift
            ? Finding.Fail("clock", $"This machine's clock is {drift.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s {(drift > TimeSpan.Zero ? "ahead of" : "behind")} {carrier}'s; let it be set by NTP (timedatectl set-ntp true). Signed webhooks are refused when the two differ too far.")
            : Finding.Ok("clock", $"This machine's clock and {carrier}'s agree.");
    }

    private static async Task<Uri?> WebhookAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        return json.RootElement.TryGetProperty("data", out var data) && data.TryGetProperty("webhook_event_url", out var url) && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var at) ? at : null;
    }

    /// <summary>
    /// Telnyx tells its key nobody but the portal's reader; a simulated one tells it to this machine.
    /// </summary>
    private static async Task<string?> AccountKeyAsync(Uri carrier, HttpClient http, CancellationToken stop)
    {
        if (!carrier.IsLoopback)
        {
            return null;
        }

        using var answer = await http.GetAsync(new Uri(carrier, "/sim/account"), stop);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        return json.RootElement.TryGetProperty("publicKey", out var key) ? key.GetString() : null;
    }
}
