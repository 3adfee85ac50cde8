using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Rest;

/// <summary>
/// One attempt at one request, in its lease, and a typed failure when it fails. Safe for many threads.
/// </summary>
internal sealed partial class TelnyxHttp(HttpClient http, TelnyxOptions options, TimeProvider time, IRateLimiter limiter, ILogger logger)
{
    private static readonly string Agent = $"CallGrains/{typeof(TelnyxHttp).Assembly.GetName().Version?.ToString(3)}";

    private readonly string _root = options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/v2/";
    private readonly AuthenticationHeaderValue _authorization = new("Bearer", options.Key);
    private readonly RequestRates _rates = new(options);

    /// <summary>Deadlines are counted for each request, and begin when its lease has come.</summary>
    public static void Configure(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.Add("User-Agent", Agent);
    }

    /// <summary>POST; what the answer says under <c>data</c>.</summary>
    /// <param name="path">The path below <c>/v2/</c>.</param>
    /// <param name="body">What is asked.</param>
    /// <param name="command">The command that it is for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx.</exception>
    public Task<JsonElement> PostAsync(string path, JsonObject body, CommandRequest command, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, new TrackedJson(body), _rates.Of(command.Command), command.Lease, cancellationToken);

    /// <summary>PUT, for a command.</summary>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx.</exception>
    public Task<JsonElement> PutAsync(string path, JsonObject body, CommandRequest command, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Put, path, new TrackedJson(body), _rates.Of(command.Command), command.Lease, cancellationToken);

    /// <summary>GET; the whole answer.</summary>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx.</exception>
    public Task<JsonElement> GetAsync(string path, CommandLease? lease, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, _rates.OfQuestion(), lease, cancellationToken);

    /// <summary>Makes or changes something of the account; the whole answer.</summary>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx.</exception>
    public Task<JsonElement> ChangeAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellationToken) =>
        AskAsync(method, path, new TrackedJson(body), _rates.OfQuestion(), null, cancellationToken);

    /// <summary>A file at an address that is a key itself: the account's own stays here.</summary>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx.</exception>
    public async Task<HttpResponseMessage> OpenAsync(Uri file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        using var deadline = new Deadline(options.MediaTimeout, time, cancellationToken);
        return await AnswerAsync(request, deadline);
    }

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, TrackedJson? body, RateRequest rate, CommandLease? command, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _root + path) { Content = body };
        request.Headers.Authorization = _authorization;
        using var lease = command is null ? await limiter.AcquireAsync(rate, cancellationToken) : await command.AcquireAsync(limiter, rate, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            using var deadline = new Deadline(options.Timeout, time, cancellationToken);
            using var response = await AnswerAsync(request, deadline);
            var answer = await ReadAsync(response, deadline);
            LogAnswered(method, path, (int)response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
            command.Note(request, response, null, time.GetUtcNow(), time.GetElapsedTime(started));
            return answer;
        }
        catch (CarrierException e)
        {
            if (Failures.IsLimit(e.Error))
            {
                lease.Refused(e.RetryAfter);
            }

            LogFailed(method, path, e.Effect, time.GetElapsedTime(started).TotalMilliseconds, e.Message);
            command.Note(request, null, e, time.GetUtcNow(), time.GetElapsedTime(started));
            throw;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, Deadline deadline)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        }
        catch (HttpRequestException e)
        {
            throw Failures.NoAnswer(request, e);
        }
        catch (OperationCanceledException e) when (!deadline.IsCallersWish)
        {
            throw Failures.NoAnswer(request, new TimeoutException($"{deadline.Length.TotalSeconds:0.#} s have passed.", e));
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Failures.RefusedAsync(response, time.GetUtcNow(), deadline.Token);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, Deadline deadline)
    {
        try
        {
            var bytes = await CarrierHttp.ReadAsync(response, deadline.Token);
            if (bytes.Length == 0)
            {
                return default;
            }

            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException || (e is OperationCanceledException && !deadline.IsCallersWish))
        {
            throw Failures.Unreadable(response, $"could not be read: {e.Message}", e);
        }
    }

    // Neither headers nor bodies are logged: they hold the key and what callers say.
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Path} answered {Status} in {Milliseconds:0} ms")]
    private partial void LogAnswered(HttpMethod method, string path, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Information, "{Method} {Path} failed after {Milliseconds:0} ms, effect {Effect}: {Reason}")]
    private partial void LogFailed(HttpMethod method, string path, RequestEffect effect, double milliseconds, string reason);
}

/// <summary>A JSON body.</summary>
internal sealed class TrackedJson : TrackedContent
{
    private readonly byte[] _utf8;

    public TrackedJson(JsonObject body)
    {
        _utf8 = JsonSerializer.SerializeToUtf8Bytes(body, StateJson.Default.JsonObject);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public override ReadOnlyMemory<byte> Bytes => _utf8;

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) => stream.WriteAsync(_utf8, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _utf8.Length;
        return true;
    }
}
