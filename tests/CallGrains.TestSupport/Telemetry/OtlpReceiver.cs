using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallGrains.TestSupport.Programs;

namespace CallGrains.TestSupport.Telemetry;

/// <summary>A receiver of OTLP (protobuf over HTTP), as a collector is one; it keeps what it is sent.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new();
    private readonly Task _taking;

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{Tick.FreePort()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _taking = Task.Run(TakeAsync);
    }

    public string Url { get; }

    /// <summary>The settings of a program that sends its telemetry here, and soon.</summary>
    public IReadOnlyList<string> Settings =>
    [
        $"OTEL_EXPORTER_OTLP_ENDPOINT={Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_BSP_SCHEDULE_DELAY=200", "OTEL_METRIC_EXPORT_INTERVAL=500",
    ];

    /// <summary>The units of the metrics that came, by name.</summary>
    public IReadOnlyDictionary<string, string> Units => _metrics;

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    public IReadOnlyList<OtlpSpan> TraceOf(string id) => [.. _spans.Where(s => s.Trace == id)];

    /// <summary>Waits until a trace holds what is wanted; returns it.</summary>
    public Task<IReadOnlyList<OtlpSpan>> TraceAsync(string id, Func<IReadOnlyList<OtlpSpan>, bool> holds) => Tick.UntilAsync(
        () => Task.FromResult(TraceOf(id) is { Count: > 0 } spans && holds(spans) ? spans : null),
        () => $"The trace is {string.Join("; ", TraceOf(id))}. Traces: {string.Join(' ', _spans.Select(s => s.Trace).Distinct())}");

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _taking;
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Read(context.Request.Url!.AbsolutePath, body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private void Read(string path, byte[] body)
    {
        if (path == "/v1/traces")
        {
            TakeSpans(body);
        }
        else
        {
            TakeMetrics(body);
        }
    }

    // The numbers are those of opentelemetry-proto: resource 1 > scope 2 > span or metric 2.
    private void TakeSpans(byte[] body)
    {
        foreach (var resource in new ProtobufReader(body).Fields())
        {
            var process = resource.One(1)?.Each(1).FirstOrDefault(a => a.One(1)!.Text == "service.instance.id")?.One(2)?.One(1)?.Text ?? "";
            foreach (var span in resource.Each(2).SelectMany(scope => scope.Each(2)))
            {
                _spans.Enqueue(OtlpSpan.Of(span, process));
            }
        }
    }

    private void TakeMetrics(byte[] body)
    {
        foreach (var metric in new ProtobufReader(body).Fields().SelectMany(r => r.Each(2)).SelectMany(scope => scope.Each(2)))
        {
            _metrics[metric.One(1)!.Text] = metric.One(3)?.Text ?? "";
        }
    }
}

/// <summary>A span, as it came.</summary>
/// <param name="Process">Which process sent it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trace">Its trace, in hexadecimal digits as all ids.</param>
/// <param name="Id">Its own.</param>
/// <param name="Parent">The one above it; empty for none.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Links">The traces that it is linked to.</param>
public sealed record OtlpSpan(string Process, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links)
{
    internal static OtlpSpan Of(ProtobufReader.Field span, string process) => new(
        process,
        span.One(5)!.Text,
        span.One(1)!.Hex,
        span.One(2)!.Hex,
        span.One(4)?.Hex ?? "",
        span.Each(9).ToDictionary(a => a.One(1)!.Text, a => Value(a.One(2)!)),
        [.. span.Each(13).Select(l => l.One(1)!.Hex)]);

    /// <summary>The trace of a call, as docs/metrics.md says.</summary>
    public static string TraceOf(string call) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("call/" + call)))[..32];

    private static string Value(ProtobufReader.Field any) => any.One(1) is { } text ? text.Text : $"{any.One(3)?.Number ?? any.One(2)?.Number}";
}
