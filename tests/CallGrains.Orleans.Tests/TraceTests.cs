using System.Diagnostics;
using CallGrains.TestSupport.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace CallGrains.Orleans.Tests;

/// <summary>What a collector gets of a call that lives on two silos.</summary>
public sealed class TraceTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private readonly string _call = Events.NewCall();

    private FlowAddress Address => FlowAddress.Call(_call);

    private string Trace => CallGrainsTelemetry.TraceIdOf(Address).ToHexString();

    [Fact]
    public async Task A_call_that_moves_to_another_silo_is_one_trace_with_every_command_and_the_users_own_grain()
    {
        await using var collector = new OtlpReceiver();
        using var exported = Export(collector);
        await silos.RouterOf(0).SendAsync(Address, Events.Incoming(_call, "desk"));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        await silos.RouterOf(1).SendAsync(Address, Events.Answer(_call));
        var gather = await silos.Carrier.WhenSentAsync<GatherCommand>(_call);
        await silos.Journal.WhenAsync(Address, h => h.PendingEffects == 0, "the gather's outcome");
        await silos.EndHostOfAsync(Address, inOrder: true);

        await silos.Router.SendAsync(Address, Events.Gathered(_call, gather, "2"));
        await silos.Router.SendAsync(Address, Events.Spoken(_call, await silos.Carrier.WhenSentAsync<SpeakCommand>(_call)));
        await silos.Carrier.WhenSentAsync<HangupCommand>(_call);
        await silos.Router.SendAsync(Address, Events.HungUp(_call));
        await silos.Journal.WhenAsync(Address, h => h.State == GrainState.Ended, "the call has ended");

        var spans = await collector.TraceAsync(Trace, all => Commands(all).Count >= 4);
        Assert.Equal(["AnswerCommand", "GatherCommand", "HangupCommand", "SpeakCommand"], Commands(spans).Select(s => s.Tags["callgrains.command"]).Order());
        Assert.All(Commands(spans), s => Assert.Equal(($"call/{_call}", "Done"), (s.Tags["callgrains.grain"], s.Tags["callgrains.outcome"])));
        Assert.Contains(spans, s => s.Name == "flow turn" && s.Tags["callgrains.flow"] == "desk");
        var step = Assert.Single(spans, s => s.Name == "step");
        var asked = Assert.Single(spans, s => s.Name.Contains("FindAsync", StringComparison.Ordinal) && s.Parent == step.Id);
        Assert.Contains(spans, s => s.Parent == asked.Id && s.Tags["rpc.method"].Contains("FindAsync", StringComparison.Ordinal));

        // A command is below the commit that made it durable, and that below the turn that decided it.
        var commit = Assert.Single(spans, s => s.Id == Commands(spans).Single(c => c.Tags["callgrains.command"] == "SpeakCommand").Parent);
        Assert.Equal(("journal commit", "flow turn"), (commit.Name, spans.Single(s => s.Id == commit.Parent).Name));
    }

    [Fact]
    public async Task A_callers_unsampled_trace_is_linked_and_its_call_is_sampled_all_the_same()
    {
        await using var collector = new OtlpReceiver();
        using var exported = Export(collector);
        using var request = new Activity("request").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None).Start();
        var callers = request.TraceId.ToHexString();
        using (Spans.Callback.Start(Address))
        {
            await silos.Router.SendAsync(Address, Events.Incoming(_call, "desk"));
        }

        await silos.Carrier.WhenSentAsync<AnswerCommand>(_call);
        var spans = await collector.TraceAsync(Trace, all => Commands(all).Count > 0);
        Assert.Equal([callers], spans.Single(s => s.Name == "callback").Links);
        Assert.Empty(collector.TraceOf(callers));
    }

    [Fact]
    public async Task The_numbers_of_a_thread_are_in_no_span_not_even_in_Orleans()
    {
        await using var collector = new OtlpReceiver();
        using var exported = Export(collector);
        var thread = FlowAddress.Thread("+15550100", "+15550177");
        using (Spans.Callback.Start(thread))
        {
            await silos.Router.SendAsync(thread, new Signal("s1", "news", null));
        }

        var spans = await collector.TraceAsync(CallGrainsTelemetry.TraceIdOf(thread).ToHexString(), all => all.Any(s => s.Tags.ContainsKey("orleans.rpc.target_id")));
        Assert.All(spans, s => Assert.DoesNotContain(s.Tags.Values, v => v.Contains("1555", StringComparison.Ordinal)));
    }

    private static List<OtlpSpan> Commands(IReadOnlyList<OtlpSpan> spans) => [.. spans.Where(s => s.Name == "command" && s.Tags.ContainsKey("callgrains.outcome"))];

    private static TracerProvider Export(OtlpReceiver collector) => Sdk.CreateTracerProviderBuilder()
        .AddCallGrainsInstrumentation()
        .AddOtlpExporter(o =>
        {
            (o.Endpoint, o.Protocol) = (new Uri(collector.Url + "/v1/traces"), OtlpExportProtocol.HttpProtobuf);
            o.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 100;
        })
        .Build();
}
