using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>Domains, endpoints, calls from and to them, and the Diversion header.</summary>
public sealed class SipTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync();
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Endpoints_are_created_changed_and_deleted()
    {
        var (domain, endpoint) = await CreateAsync();
        var path = $"domains/{domain}/endpoints/{endpoint}";
        await _carrier.OkAsync(path, new { description = "desk", enabled = "false" });
        var view = await _carrier.GetAsync(path);
        Assert.Equal(("bob@acme.bwapp.bwsipp.io", "desk", false, "bob"), ((string?)view["sipUri"], (string?)view["description"], (bool)view["enabled"]!, (string?)view["credentials"]!["username"]));
        Assert.Null(view["credentials"]!["password"]);
        using var token = await _carrier.PostAsync($"{path}/tokens", new { expires = 60 });
        Assert.Equal((201, 60), ((int)token.StatusCode, (int)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["expires"]!));
        Assert.Single((await _carrier.GetAsync($"domains/{domain}/endpoints")).AsArray());
        using var deleted = await _carrier.Api.DeleteAsync(path);
        using var gone = await _carrier.Api.GetAsync(path);
        Assert.Equal((200, 404), ((int)deleted.StatusCode, (int)gone.StatusCode));
        using var dropped = await _carrier.Api.DeleteAsync($"domains/{domain}");
        Assert.Empty((await _carrier.GetAsync("domains")).AsArray());
    }

    [Theory]
    [InlineData("domains", """{}""", "missing-property")]
    [InlineData("domains", """{"name":"a.b"}""", "validation-error")]
    [InlineData("domains", """{"name":"acme"}""", "validation-error")]
    [InlineData("domains/D/endpoints", """{"name":"x"}""", "missing-property")]
    [InlineData("domains/D/endpoints", """{"name":"x","credentials":{"password":"short"}}""", "validation-error")]
    [InlineData("domains/D/endpoints", """{"name":"bob","credentials":{"password":"secret1"}}""", "validation-error")]
    public async Task Wrong_domains_and_endpoints_are_400(string path, string body, string code)
    {
        var (domain, _) = await CreateAsync();
        var refused = await _carrier.ErrorAsync(path.Replace("D", domain, StringComparison.Ordinal), JsonNode.Parse(body)!);
        Assert.Equal((400, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_call_from_an_endpoint_rings_at_its_application_and_without_one_nowhere()
    {
        var (domain, endpoint) = await CreateAsync();
        using var refused = await _carrier.TryPhoneAsync("calls", new { from = "sip:bob@acme.bwapp.bwsipp.io", to = "+15558888" });
        Assert.Equal(404, (int)refused.StatusCode);
        Assert.Equal("no-application-for-number", (string?)(await _carrier.GetAsync("errors"))[0]!["code"]);

        var application = (string)(await _carrier.GetAsync("applications"))[0]!["id"]!;
        await _carrier.OkAsync($"domains/{domain}/endpoints/{endpoint}", new { applicationId = application });
        var call = await _carrier.RingAsync("sip:bob@acme.bwapp.bwsipp.io", "+15558888");
        await _carrier.App.EventsUntilAsync(call, "answer");
        Assert.Equal(("sip:bob@acme.bwapp.bwsipp.io", "+15558888"), (_carrier.App.All()[0]["from"], _carrier.App.All()[0]["to"]));
    }

    [Theory]
    [InlineData("sip:bob@acme.bwapp.bwsipp.io", "answer")]
    [InlineData("sip:eve@acme.bwapp.bwsipp.io", "hangup UNALLOCATED_NUMBER")]
    [InlineData("sip:anyone@example.test", "answer")]
    public async Task A_call_to_an_endpoint_rings_there(string to, string first)
    {
        await CreateAsync();
        var call = await _carrier.DialAsync(to);
        _carrier.Clock.Advance(2);
        Assert.Equal([first], await _carrier.App.EventsUntilAsync(call, first));
    }

    [Fact]
    public async Task A_diverted_call_says_so_in_its_first_events()
    {
        var diversion = new { origTo = "+15551111", reason = "user-busy", counter = 2, custom = "x" };
        var call = (string)(await _carrier.PhoneAsync("calls", new { from = Carrier.Caller, to = Carrier.AppNumber, displayName = "Ada", diversion }))["callId"]!;
        await _carrier.App.EventsUntilAsync(call, "answer");
        foreach (var entry in _carrier.App.All())
        {
            Assert.Equal(("Ada", "false"), (entry["displayName"], entry["withholdCallerNumber"]));
            Assert.Equal("""{"origTo":"+15551111","reason":"user-busy","privacy":"off","counter":2,"custom":"x"}""", entry.Fields["diversion"]!.ToJsonString(Relaxed));
        }
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("propagate", """{"origTo":"+15551111","reason":"unknown","privacy":"off","counter":1}""")]
    [InlineData("stack", """{"origTo":"+15550100","reason":"no-answer","screen":"no","privacy":"off","counter":2}""")]
    public async Task A_transfer_treats_the_diversion_as_asked(string treatment, string? expected)
    {
        await _carrier.BindAsync(number: "+15550101", url: $"{_carrier.App.Url}/second");
        var call = (string)(await _carrier.PhoneAsync("calls", new { from = Carrier.Caller, to = Carrier.AppNumber, diversion = new { origTo = "+15551111" } }))["callId"]!;
        await _carrier.CreateAsync($"calls/{call}", new { state = "transferring", transferTo = "+15550101", diversionTreatment = treatment, diversionReason = "no-answer" });
        await _carrier.App.UntilAsync(all => all.Any(entry => entry.Path == "/second"));
        Assert.Equal(expected, _carrier.App.All().First(entry => entry.Path == "/second").Fields["diversion"]?.ToJsonString(Relaxed));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<(string Domain, string Endpoint)> CreateAsync()
    {
        var domain = await _carrier.CreateAsync("domains", new { name = "acme", description = "Acme" });
        return (domain, await _carrier.CreateAsync($"domains/{domain}/endpoints", new { name = "bob", domainId = domain, credentials = new { password = "secret1" } }));
    }
}
