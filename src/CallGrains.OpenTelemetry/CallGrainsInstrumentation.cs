using CallGrains.OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenTelemetry;

/// <summary>Puts CallGrains into OpenTelemetry's providers.</summary>
public static class CallGrainsInstrumentation
{
    /// <summary>
    /// Takes the spans of CallGrains: callbacks, journal commits, flow turns, steps, commands and probes, all of a
    /// grain in one trace; and those of Orleans' grain calls, so that a grain of yours that a step calls is in it. For
    /// these the silo, and the client, must have been given <c>AddActivityPropagation()</c>.
    /// </summary>
    /// <remarks>
    /// To be called before an exporter is added: it masks the numbers in the names of grains that Orleans writes into
    /// its spans. Whole calls are sampled with <c>OTEL_TRACES_SAMPLER=traceidratio</c>; a sampler that follows the
    /// parent (<c>parentbased_…</c>) takes all of them.
    /// </remarks>
    /// <param name="tracing">The provider's builder.</param>
    /// <returns>The same builder.</returns>
    public static TracerProviderBuilder AddCallGrainsInstrumentation(this TracerProviderBuilder tracing)
    {
        ArgumentNullException.ThrowIfNull(tracing);
        return tracing.AddSource(CallGrainsTelemetry.Name, GrainCallProcessor.Source).AddProcessor(new GrainCallProcessor());
    }

    /// <summary>Takes the instruments of CallGrains; docs/metrics.md lists them.</summary>
    /// <param name="metrics">The provider's builder.</param>
    /// <returns>The same builder.</returns>
    public static MeterProviderBuilder AddCallGrainsInstrumentation(this MeterProviderBuilder metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.AddMeter(CallGrainsTelemetry.Name);
    }
}
