using CallGrains.AspNetCore.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CallGrains.Host.Composition;

/// <summary>
/// Traces and metrics of the program: exported by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to, served
/// as Prometheus reads them where <see cref="TelemetrySettings.Prometheus"/> says so. Without either nothing of
/// OpenTelemetry is loaded.
/// </summary>
internal static class HostTelemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Of the runtime: heap, collections, threads, exceptions.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Whether spans go anywhere; then silos tell each other which trace a message is of.</summary>
    public static bool IsTraced(IConfiguration configuration) => configuration[Endpoint] is { Length: > 0 };

    public static void Add(WebApplicationBuilder builder, HostSettings settings)
    {
        var exports = IsTraced(builder.Configuration);
        if (!exports && !settings.Telemetry.Prometheus)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? "callgrains", serviceVersion: typeof(HostTelemetry).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(m => ReadersOf(m.AddCallGrainsInstrumentation().AddMeter(RuntimeMeter), exports, settings.Telemetry.Prometheus));
        if (exports)
        {
            telemetry.WithTracing(t => t.AddCallGrainsInstrumentation().AddOtlpExporter());
        }
    }

    public static void Map(WebApplication app, HostSettings settings)
    {
        if (settings.Telemetry.Prometheus)
        {
            var path = settings.PathPrefix + "/metrics";
            OperatorAccess.Guard(app, path);
            app.MapPrometheusScrapingEndpoint(path);
        }
    }

    private static void ReadersOf(MeterProviderBuilder metrics, bool exports, bool prometheus)
    {
        _ = exports ? metrics.AddOtlpExporter() : metrics;
        _ = prometheus ? metrics.AddPrometheusExporter() : metrics;
    }
}
