using System.Text;
using System.Text.Json.Nodes;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Flows;
using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests;

/// <summary>A host with several carriers: as the page of settings has it, and with what cannot be.</summary>
public sealed class CarrierTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly string[] Both =
        ["CallGrains:Carriers:telnyx:Numbers:0=+15550200", "CallGrains:Carriers:bandwidth:CallerId=+15550100", .. Telnyx];

    private static string[] Telnyx => ["Telnyx:ApiKey=KEY-test", "Telnyx:ConnectionId=1", $"Telnyx:PublicKeys:0={Key}", "Telnyx:BaseUrl=http://127.0.0.1:9"];

    [Fact]
    public async Task The_settings_of_the_page_start_a_host_with_both_carriers()
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-carriers-");
        try
        {
            await using var app = FromPage(folder);
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", "a-long-key-of-your-own");

            var items = JsonNode.Parse(await client.GetStringAsync("/api/carriers", TestContext.Current.CancellationToken))!["items"]!.AsArray();

            Assert.Equal(["telnyx", "bandwidth"], items.Select(i => (string)i!["name"]!));
            Assert.Equal("+15550200", (string)items[0]!["numbers"]![0]!);
            Assert.Contains("UnbridgeCommand", items[0]!["lacks"]!.AsArray().Select(l => (string)l!));
            Assert.Equal(["MachineDetection"], items[1]!["lacks"]!.AsArray().Select(l => (string)l!));
            var router = app.Services.GetRequiredService<CarrierRouter>();
            Assert.Equal(["bandwidth", "telnyx"], router.ForCall("+15550200", "+12120000000"));
            Assert.Equal(["telnyx"], router.ForCall("+15550100", "+4930123456"));
            await app.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_dead_carrier_is_told_and_makes_no_host_unready()
    {
        await using var app = await Application.StartAsync(Both);
        var said = "";
        var both = await Tick.UntilAsync(
            async () =>
            {
                var answer = JsonNode.Parse(await app.Client.GetStringAsync("/readyz", TestContext.Current.CancellationToken))!;
                Assert.True((bool)answer["ready"]!);
                said = (string?)answer["checks"]!.AsArray().Single(c => (string?)c!["name"] == "carriers")!["note"] ?? "";
                return said.Contains("telnyx", StringComparison.Ordinal) && said.Contains("bandwidth", StringComparison.Ordinal) ? said : null;
            },
            () => $"Readiness says of the carriers: {said}");

        Assert.StartsWith("no carrier answers: ", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_may_name_its_carrier_and_no_other_word()
    {
        await using var app = await Application.StartAsync(Both);
        using var refused = await PostAsync(app, "pigeon");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("is no carrier of this host; there are: bandwidth, telnyx", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var taken = await PostAsync(app, "telnyx");
        Assert.Equal(202, (int)taken.StatusCode);
        var id = (string)JsonNode.Parse(await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        var journal = await app.Client.GetStringAsync($"/api/calls/{id}/journal", TestContext.Current.CancellationToken);
        Assert.Contains("\"carrier\":\"telnyx\"", journal.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("isRouted", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_told_all_at_once()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(
        [
            "CallGrains:Carrier=telnyx", "CallGrains:Carriers:bandwidth:Numbers:0=clinic", "CallGrains:Carriers:bandwidth:Routes:49=1", "CallGrains:Carriers:bandwidth:Routes:+1=-1",
            "CallGrains:Carriers:bandwidth:CallerId=me", "CallGrains:Carriers:pigeon:CallerId=same", "CallGrains:Carriers:bandwidth:Colour=blue", .. Telnyx,
        ]));

        Assert.All(
            [
                "CallGrains:Carriers has no 'telnyx', which CallGrains:Carrier names; add it, or write one of bandwidth, pigeon there.",
                "CallGrains:Carriers:bandwidth:Numbers has 'clinic'; write numbers such as +15550100, or short codes.",
                "CallGrains:Carriers:bandwidth:Routes has '49'; write the beginning of a number such as +49, + for all, or sip:.",
                "CallGrains:Carriers:bandwidth:Routes:+1 is -1; write a cost of 0 or more.",
                "CallGrains:Carriers:bandwidth:CallerId is 'me'; write a number such as +15550100, or same.",
                "CallGrains:Carriers:pigeon is no carrier; write bandwidth or telnyx.",
                "CallGrains:Carriers:bandwidth:Colour is no setting",
            ],
            said => Assert.Contains(said, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_flow_that_the_carrier_of_its_number_cannot_do_refuses_the_start()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(
            ["CallGrains:Flows:Numbers:+15550200=scribe", "CallGrains:Flows:Numbers:+15550100=scribe", "CallGrains:Flows:Numbers:+15550201=waiting", .. Both],
            s => s.AddFlow<Scribe>()));

        var sentence = Assert.Single(refusal.Message.Split('\n').Skip(1));
        Assert.Equal(
            "Flow 'scribe' answers for +15550200, a number of carrier 'telnyx', and uses CallContext.TranscribeAsync, for which the carrier has no TranscribeCommand. "
            + "Bind another flow to the number, or mark the flow with [DoesWithout(typeof(…))] if it handles the outcome not-supported.",
            sentence.Trim());
    }

    [Fact]
    public void A_flow_that_has_machines_detected_refuses_the_start_where_its_carrier_cannot()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(
            ["CallGrains:Flows:Numbers:+15550200=reminder-call", "CallGrains:Flows:Numbers:+15550100=reminder-call", .. Both],
            s => s.AddFlow<ReminderCall>()));

        var sentences = refusal.Message.Split('\n').Skip(1).Select(s => s.Trim()).ToList();
        Assert.All(sentences, s => Assert.StartsWith("Flow 'reminder-call' answers for +15550100, a number of carrier 'bandwidth', and uses ", s, StringComparison.Ordinal));
        Assert.Equal(
            ["CallContext.AnsweredByAsync", "ReminderCall [DetectsMachines]"],
            sentences.Select(s => s.Split("and uses ")[1].Split(", for which the carrier has no MachineDetection. ")[0]));
    }

    [Fact]
    public async Task A_flow_that_can_do_without_starts()
    {
        await using var app = await Application.StartAsync(["CallGrains:Flows:Numbers:+15550200=scribe-if", .. Both], s => s.AddFlow<ScribeIf>());

        Assert.Single(app.Services.GetRequiredService<FlowRegistry>().Find("scribe-if")!.Needs, n => n.Verb == "CallContext.TranscribeAsync");
    }

    private static WebApplication FromPage(DirectoryInfo folder)
    {
        var page = File.ReadAllText(Path.Combine(SchemaTests.Repository(), "docs", "settings.md"));
        var from = page.IndexOf("```json", page.IndexOf("## Several carriers", StringComparison.Ordinal), StringComparison.Ordinal) + "```json".Length;
        var settings = page[from..page.IndexOf("```", from, StringComparison.Ordinal)].Replace("/run/secrets", folder.FullName, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.FullName, "telnyx-key"), "KEY-one\n");
        File.WriteAllText(Path.Combine(folder.FullName, "bandwidth-secret"), "s-one\n");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        File.WriteAllText(Path.Combine(folder.FullName, "settings.json"), settings);
        builder.Configuration.AddJsonFile(Path.Combine(folder.FullName, "settings.json"));
        builder.Configuration.AddInMemoryCollection([new("CallGrains:Journal", "memory"), new("CallGrains:SelfTest", "false"), new("CallGrains:DrainTime", "00:00:00"),
            new("Telnyx:BaseUrl", "http://127.0.0.1:9"), new("Bandwidth:BaseUrl", "http://127.0.0.1:9"), new("CallGrains:Provision", "false")]);
        builder.Logging.ClearProviders();
        builder.AddCallGrainsHost();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCallGrains().AddFlow<Desk>();
        var app = builder.Build();
        app.MapCallGrainsHost();
        return app;
    }

    private static async Task<HttpResponseMessage> PostAsync(Application app, string carrier) => await app.Client.PostAsync(
        "/api/calls",
        new StringContent($$"""{"flow":"waiting","from":"+15550100","to":"+15550199","carrier":"{{carrier}}"}""", Encoding.UTF8, "application/json"),
        TestContext.Current.CancellationToken);

    [Flow("front-desk")]
    private sealed class Desk : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.AnswerAsync();
    }

    [Flow("scribe")]
    private sealed class Scribe : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.TranscribeAsync("rec-1");
    }

    [Flow("reminder-call"), DetectsMachines]
    private sealed class ReminderCall : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.AnsweredByAsync();
    }

    [Flow("scribe-if")]
    [DoesWithout(typeof(TranscribeCommand))]
    private sealed class ScribeIf : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.TranscribeAsync("rec-1");
    }
}
