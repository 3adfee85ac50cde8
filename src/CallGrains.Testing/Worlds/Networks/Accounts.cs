using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallGrains.Simulator;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Memory;
using CallGrains.Simulator.Numbers;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>The account of a world at its carrier: numbers, and which flow each of them comes to.</summary>
internal abstract class Accounts(NetworkCarrier carrier)
{
    private readonly Dictionary<string, string> _applications = [];

    /// <summary>An adapter of nobody's, which is asked what it can do.</summary>
    public required ICarrier Adapter { get; init; }

    protected NetworkCarrier Carrier => carrier;

    public static Accounts Of(NetworkCarrier carrier, NetworkDialect dialect)
    {
        if (dialect is not TelnyxNetwork telnyx)
        {
            return new BandwidthAccounts(carrier) { Adapter = dialect.Adapter(new HttpClient(new MemoryHandler(carrier.Routes)), carrier.World.Time) };
        }

        var http = new HttpClient(new MemoryHandler(carrier.Routes)) { BaseAddress = NetworkCarrier.Root };
        telnyx.ConnectionId = TelnyxAccounts.Open(http, UrlOf(carrier, ""));
        return new TelnyxAccounts(carrier, http, telnyx.ConnectionId) { Adapter = dialect.Adapter(http, carrier.World.Time) };
    }

    /// <summary>
    /// Takes a number on the account. Its calls and texts come to a flow; to the one that the host has bound to it for
    /// <c>""</c>; where they came before for null.
    /// </summary>
    public void Own(string number, string? calls, string? texts)
    {
        if (!Simulator.Calls.Address.IsNumber(number) && !Simulator.Calls.Address.IsShortCode(number))
        {
            return;
        }

        var (callsTo, textsTo) = (calls is null ? null : Application(calls, isOfTexts: false), texts is null ? null : Application(texts, isOfTexts: true));
        carrier.Do(() =>
        {
            var store = carrier.Core.Numbers;
            var before = store.Find(number) ?? carrier.Core.NumberService.Order(new PhoneNumber("", number, carrier.Exchange.Now));
            store.Put(before with { ApplicationId = callsTo ?? before.ApplicationId, MessageApplicationId = textsTo ?? before.MessageApplicationId });
        });
    }

    /// <summary>Where the carrier reports about what comes in for a flow.</summary>
    public static string UrlOf(NetworkCarrier carrier, string flow) =>
        $"{World.PublicRoot}/callbacks/{carrier.Name}{(flow.Length == 0 ? "" : $"/flows/{Uri.EscapeDataString(flow)}")}";

    protected abstract string New(string flow, bool isOfTexts);

    private string Application(string flow, bool isOfTexts)
    {
        var key = $"{(isOfTexts ? "texts" : "calls")} {flow}";
        return _applications.TryGetValue(key, out var id) ? id : _applications[key] = New(flow, isOfTexts);
    }
}

/// <summary>Applications at Bandwidth.</summary>
internal sealed class BandwidthAccounts(NetworkCarrier carrier) : Accounts(carrier)
{
    protected override string New(string flow, bool isOfTexts)
    {
        var id = Carrier.NextId("a");
        var url = UrlOf(Carrier, flow);
        Carrier.Do(() => Carrier.Core.Applications.Put(new Application(id, flow) { AutoAnswer = false, IncomingCallUrl = url, IncomingMessageUrl = url }));
        return id;
    }
}

/// <summary>Applications and profiles at Telnyx, made as a customer makes them.</summary>
internal sealed class TelnyxAccounts(NetworkCarrier carrier, HttpClient http, string connection) : Accounts(carrier)
{
    private static readonly string[] Everywhere = ["*"];

    /// <summary>Signs in, and makes the application through which calls are placed.</summary>
    public static string Open(HttpClient http, string url)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SimulatorOptions.TelnyxApiKey);
        return NewConnection(http, "", url);
    }

    public static string NewProfile(HttpClient http, string flow, string url) =>
        Make(http, "/v2/messaging_profiles", new { name = $"texts {flow}", webhook_url = url, whitelisted_destinations = Everywhere });

    protected override string New(string flow, bool isOfTexts) =>
        isOfTexts ? NewProfile(http, flow, UrlOf(Carrier, flow))
        : flow.Length == 0 ? connection
        : NewConnection(http, flow, UrlOf(Carrier, flow));

    private static string NewConnection(HttpClient http, string flow, string url) =>
        Make(http, "/v2/call_control_applications", new { application_name = $"calls {flow}", webhook_event_url = url, webhook_api_version = "2" });

    /// <summary>In memory the answer is there when the call returns.</summary>
    private static string Make(HttpClient http, string path, object body)
    {
        using var answer = http.PostAsJsonAsync(path, body).GetAwaiter().GetResult();
        using var json = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        return json.RootElement.GetProperty("data").GetProperty("id").GetString()!;
    }
}
