using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.EndToEnd.Tests.Support;
using CallGrains.TestSupport.Telemetry;

namespace CallGrains.EndToEnd.Tests;

/// <summary>What a collector, Prometheus and a reader of logs get of a real host.</summary>
public sealed class TelemetryTests(TelemetryTests.Observed observed) : IClassFixture<TelemetryTests.Observed>
{
    /// <summary>What the carrier's requests of a call are called in its trace.</summary>
    private static readonly string[] Expected = ["AnswerCommand", "GatherCommand", "TransferCommand"];

    [Fact]
    public async Task One_call_is_one_trace_with_every_callback_and_command()
    {
        var id = await CallAsync();

        // A span is sent when it is over, so the one above it comes later.
        var callbacks = await observed.Phone.CallbacksAsync(id);
        var trace = await observed.Collector.TraceAsync(OtlpSpan.TraceOf(id), spans => spans.Count(s => s.Name == "callback") >= callbacks.Count
            && spans.Any(s => s.Tags.GetValueOrDefault("callgrains.event_type") == "hangup") && spans.All(s => s.Parent.Length == 0 || spans.Any(p => p.Id == s.Parent))
            && Expected.All(name => spans.Any(s => s.Name == "command" && s.Tags["callgrains.command"] == name && s.Tags["callgrains.outcome"] == "Done")));
        var taken = trace.Where(s => s.Name == "callback").GroupBy(s => s.Tags["callgrains.event_type"]).ToDictionary(g => g.Key, g => g.Count());

        // The agent's leg reports to the same grain, under a call id of its own.
        Assert.All(callbacks.GroupBy(c => (string)c["eventType"]!), sent => Assert.True(taken.GetValueOrDefault(sent.Key) >= sent.Count(), sent.Key));
        Assert.All(Expected, name => Assert.Contains(trace, s => s.Name == "command" && s.Tags["callgrains.command"] == name && s.Tags["callgrains.outcome"] == "Done"));
        Assert.All(trace, s => Assert.True(s.Parent.Length == 0 || trace.Any(p => p.Id == s.Parent), $"{s.Name} is below a span that is not there"));
        Assert.DoesNotContain(observed.Collector.Spans, s => s.Name.Contains("Sweeper", StringComparison.Ordinal));
        Assert.All(trace.SelectMany(s => s.Tags.Values), v => Assert.DoesNotContain("1555", v, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prometheus_reads_the_metrics_and_a_collector_gets_them_with_their_units()
    {
        await CallAsync();
        using var http = new HttpClient { BaseAddress = observed.Host.Url };
        var scrape = PrometheusText.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

        Assert.Equal("counter", scrape.TypeOf("callgrains_ingress_callbacks_total"));
        Assert.Equal("histogram", scrape.TypeOf("callgrains_journal_append_duration_seconds"));
        Assert.Equal("gauge", scrape.TypeOf("callgrains_grains"));
        Assert.True(scrape.Sum("callgrains_ingress_callbacks_total", "verdict", "accepted") >= 4);
        Assert.True(scrape.Sum("callgrains_commands_total", "outcome", "Done") >= 3);
        Assert.True(scrape.Sum("callgrains_grains_begun_total", "flow", "front-desk") >= 1);
        Assert.True(scrape.Sum("callgrains_journal_append_duration_seconds_bucket", "le", "+Inf") >= 4);
        Assert.Empty(scrape.Series.Where(s => s.Name.StartsWith("callgrains_", StringComparison.Ordinal)).SelectMany(s => s.Labels).Distinct().Except(PageLabels()));
        await Tick.UntilAsync(() => Task.FromResult(observed.Collector.Units.ContainsKey("callgrains.sweep.duration") ? "" : null), () => string.Join(' ', observed.Collector.Units.Keys));
        Assert.Equal("s", observed.Collector.Units["callgrains.ingress.ack.duration"]);
    }

    [Theory]
    [InlineData("/metrics", "text/plain")]
    [InlineData("/orleans/", "text/html")]
    public async Task Metrics_and_Orleans_dashboard_are_for_who_may_use_the_control_API(string path, string type)
    {
        Assert.Equal((HttpStatusCode.OK, type), await GetAsync(observed.Host, path, _ => { }));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(observed.Host, path, r => r.Headers.Host = "rebound.example.com")).Status);
    }

    [Fact]
    public async Task Where_there_is_a_key_metrics_ask_for_it_as_token_or_password()
    {
        const string Key = "a-key-of-this-test";
        var data = Directory.CreateTempSubdirectory("callgrains-metrics-");
        await using (var host = await CallGrains.TestSupport.Programs.Program.StartHostAsync(
            new Uri("http://127.0.0.1:9"), data.FullName, Tick.FreePort(), "--in-process", "--set", "CallGrains:Telemetry:Prometheus=true", "--set", $"CallGrains:Operations:ApiKeys:0={Key}", "--set", "CallGrains:Provision=false"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(host, "/metrics", _ => { })).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/metrics", r => r.Headers.Authorization = new("Bearer", Key))).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/metrics", r => r.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + Key))))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(host, "/metrics", r => r.Headers.Authorization = new("Basic", "no base64"))).Status);
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_are_JSON_with_the_grain_and_show_no_number_and_no_token()
    {
        var id = await CallAsync();

        var lines = observed.Host.Output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Contains(lines, l => ((string?)l["Message"])?.Contains($"call/{id}", StringComparison.Ordinal) == true);
        Assert.All(lines.Where(l => ((string)l["Category"]!).StartsWith("CallGrains", StringComparison.Ordinal)), l =>
        {
            Assert.DoesNotContain("1555", l.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotMatch(@"/[if]/[\w-]{16}", l.ToJsonString());
        });
    }

    private static async Task<(HttpStatusCode Status, string? Type)> GetAsync(CallGrains.TestSupport.Programs.Program host, string path, Action<HttpRequestMessage> change)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Url, path));
        change(request);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The tags of docs/metrics.md, and what Prometheus and its exporter add.</summary>
    private static IEnumerable<string> PageLabels() => File.ReadLines(Path.Combine(CallGrains.TestSupport.Programs.Program.Root, "docs", "metrics.md"))
        .Where(l => l.StartsWith("| `callgrains.", StringComparison.Ordinal)).SelectMany(l => l.Split('|')[4].Split(',', StringSplitOptions.TrimEntries)).Select(t => t.Trim('`'))
        .Concat(["le", "otel_scope_name"]);

    /// <summary>A caller presses 2, talks to support, and hangs up.</summary>
    private async Task<string> CallAsync()
    {
        var id = await observed.Phone.DialAsync("+15550123", "+15550100");
        await observed.Phone.HearsAsync(id, "for support press 2");
        await observed.Phone.PressAsync(id, "2");
        await observed.Phone.UntilAsync(id, c => c.ConnectedTo == "+15550199", "support");
        await observed.Phone.HangUpAsync(id);
        var api = new ControlApi(observed.Host.Url);
        await Tick.UntilAsync(async () => (string?)(await api.GetAsync($"/api/calls/{id}"))["state"] == "ended" ? "" : null, () => $"{id} did not end. {observed.Host.Output}");
        return id;
    }

    /// <summary>A host that sends its telemetry to this test.</summary>
    public sealed class Observed : IAsyncLifetime
    {
        private ProgramPair _pair = null!;

        public OtlpReceiver Collector { get; } = new();

        internal CallGrains.TestSupport.Programs.Program Host => _pair.Host;

        internal Phone Phone => new(_pair.Simulator.Url);

        public async ValueTask InitializeAsync()
        {
            string[] settings = [.. Collector.Settings, "CallGrains:Telemetry:Prometheus=true", "CallGrains:Telemetry:OrleansDashboard=true", "Logging:Console:FormatterName=json", "Logging:Console:FormatterOptions:IncludeScopes=true"];
            _pair = await ProgramPair.StartAsync(2, [.. settings.SelectMany(s => new[] { "--set", s }), "--verbose"]);
        }

        public async ValueTask DisposeAsync()
        {
            if (_pair is not null)
            {
                await _pair.DisposeAsync();
            }

            await Collector.DisposeAsync();
        }
    }
}
