using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace CallGrains.Bandwidth.Rest;

/// <summary>One attempt at one request, in its lease, and a typed failure when it fails.</summary>
internal sealed partial class BandwidthHttp : IDisposable
{
    private static readonly string Agent = $"CallGrains/{typeof(BandwidthHttp).Assembly.GetName().Version?.ToString(3)}";

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly BandwidthOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _root;
    private readonly IRateLimiter _limiter;
    private readonly RequestRates _rates;
    private readonly CommandLease? _command;

    /// <summary>Sends over connections that are set up as <see cref="Configure"/> does.</summary>
    public BandwidthHttp(HttpClient http, BandwidthOptions options, TimeProvider time, ILogger logger, IRateLimiter limiter)
    {
        (_options, _time, _logger, _limiter, _rates) = (options, time, logger, limiter, new RequestRates(options));
        _root = options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
        UserPath = "v1/" + Paths.Join("users", options.UserId);
        _authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Token}:{options.Password}")));
        _http = http;
    }

    private BandwidthHttp(BandwidthHttp all, CommandLease command)
    {
        (_http, _options, _time, _logger, _limiter, _rates) = (all._http, all._options, all._time, all._logger, all._limiter, all._rates);
        (_root, UserPath, _authorization, _command) = (all._root, all.UserPath, all._authorization, command);
    }

    /// <summary>The same connections, for the requests of one command.</summary>
    public BandwidthHttp For(CommandLease command) => new(this, command);

    /// <summary>Deadlines are counted for each request, and begin when its lease has come.</summary>
    public static void Configure(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.Add("User-Agent", Agent);
    }

    /// <summary><c>v1/users/{userId}</c>.</summary>
    public string UserPath { get; }

    public Uri UriOf(string path) => new(_root + path);

    /// <summary>POST that creates; the new resource's id.</summary>
    public async Task<string> CreateAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Post, path, JsonBody.Create(body, type), _options.Timeout, cancellationToken);
        return Paths.IdOf(response.Headers) ?? throw Failures.Unreadable(response, "has no Location header, so the id of what it created is not known.");
    }

    /// <summary>POST that changes.</summary>
    public async Task UpdateAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Post, path, JsonBody.Create(body, type), _options.Timeout, cancellationToken);
    }

    /// <summary>POST that answers with a body.</summary>
    public async Task<T> PostAsync<T>(string path, TrackedContent body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await OpenAsync(HttpMethod.Post, path, body, _options.Timeout, cancellationToken);
        return await ReadAsync(response, type, cancellationToken) ?? throw Failures.Unreadable(response, "is empty.");
    }

    public async Task PatchAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Patch, path, JsonBody.Create(body, type), _options.Timeout, cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Delete, path, null, _options.Timeout, cancellationToken);
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await OpenAsync(HttpMethod.Get, path, null, _options.Timeout, cancellationToken);
        return await ReadAsync(response, type, cancellationToken) ?? throw Failures.Unreadable(response, "is empty.");
    }

    /// <summary>All items of a list, page after page as they are asked for.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, JsonTypeInfo<T[]> type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var (page, seen) = (path, new HashSet<string>()); page is not null && seen.Add(page);)
        {
            T[] items;
            using (var response = await OpenAsync(HttpMethod.Get, page, null, _options.Timeout, cancellationToken))
            {
                items = await ReadAsync(response, type, cancellationToken) ?? [];
                page = Paths.NextOf(response.Headers);
            }

            foreach (var item in items)
            {
                yield return item;
            }
        }
    }

    /// <summary>
    /// Waits for its lease, sends a request and waits (from then on, up to the timeout) for the headers of a 2xx; the
    /// body is the caller's to read and dispose.
    /// </summary>
    /// <exception cref="CarrierException">No answer in time, or one that is not 2xx; or it was not wanted any more when
    /// its lease came.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpResponseMessage> OpenAsync(HttpMethod method, string path, TrackedContent? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, UriOf(path)) { Content = body };
        request.Headers.Authorization = _authorization;
        using var lease = await AcquireAsync(_rates.Of(method, path, body?.Source), cancellationToken);
        var started = _time.GetTimestamp();
        try
        {
            using var deadline = new Deadline(timeout, _time, cancellationToken);
            var response = await ExchangeAsync(request, deadline);
            if (!response.IsSuccessStatusCode)
            {
                await RefuseAsync(response, deadline);
            }

            if (_logger.IsEnabled(LogLevel.Debug))
            {
                LogAnswered(method, path, (int)response.StatusCode, _time.GetElapsedTime(started).TotalMilliseconds);
            }

            _command.Note(request, response, null, _time.GetUtcNow(), _time.GetElapsedTime(started));
            return response;
        }
        catch (CarrierException e)
        {
            if (Failures.IsRateLimit(e.Error))
            {
                lease.Refused(e.RetryAfter);
            }

            LogFailed(method, path, e.Effect, _time.GetElapsedTime(started).TotalMilliseconds, e.Message);
            _command.Note(request, null, e, _time.GetUtcNow(), _time.GetElapsedTime(started));
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken) => _command is null
        ? _limiter.AcquireAsync(request, cancellationToken)
        : _command.AcquireAsync(_limiter, request, cancellationToken);

    private async Task RefuseAsync(HttpResponseMessage response, Deadline deadline)
    {
        using (response)
        {
            throw await Failures.RefusedAsync(response, _time.GetUtcNow(), deadline.Token);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, Deadline deadline)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        }
        catch (HttpRequestException e)
        {
            throw Failures.NoAnswer(request, e);
        }
        catch (OperationCanceledException e) when (!deadline.IsCallersWish)
        {
            throw Failures.NoAnswer(request, new TimeoutException($"{deadline.Length.TotalSeconds:0.#} s have passed.", e));
        }
    }

    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(_options.Timeout, _time, cancellationToken);
        try
        {
            var bytes = await CarrierHttp.ReadAsync(response, deadline.Token);
            return bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or HttpRequestException or IOException
            || (e is OperationCanceledException && !deadline.IsCallersWish))
        {
            throw Failures.Unreadable(response, $"could not be read: {e.Message}", e);
        }
    }
}
