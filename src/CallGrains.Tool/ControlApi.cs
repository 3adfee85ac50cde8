using System.CommandLine;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CallGrains.Tool;

/// <summary>A host's control API, for commands.</summary>
/// <param name="Host">The host.</param>
/// <param name="Key">Its key; null for none.</param>
internal sealed record ControlApi(Uri Host, string? Key)
{
    /// <summary>
    /// How long an answer is waited for: a purge of a large journal takes its time. Default: an hour.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Sends a request; refused or not, its answer comes back.</summary>
    /// <exception cref="HttpRequestException">The host does not answer.</exception>
    public async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(method, new Uri(Host, path)) { Content = content };
        Sign(request);
        return await http.SendAsync(request, stop);
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="HttpRequestException">The host does not answer, or refuses: its own words are the
    /// message.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        var response = await TryAsync(method, path, content, stop);
        return response.IsSuccessStatusCode ? response : throw new HttpRequestException(await DetailAsync(response, stop), null, response.StatusCode);
    }

    /// <summary>Sends a request, and reads what it is answered with.</summary>
    /// <exception cref="HttpRequestException">As of the other one, or the answer is none of this API.</exception>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, content, stop);
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop)).RootElement;
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("what answers there is no host of CallGrains.", e);
        }
    }

    /// <summary>
    /// The server-sent events of a live feed, until it ends or <paramref name="stop"/>; with the number of the last one
    /// that the reader has, those after it.
    /// </summary>
    /// <exception cref="HttpRequestException">The host does not answer, or refuses.</exception>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(string path, string? last, [EnumeratorCancellation] CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host, path));
        Sign(request);
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(await DetailAsync(response, stop), null, response.StatusCode);
        }

        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(stop)).EnumerateAsync(stop))
        {
            yield return item;
        }
    }

    /// <summary>What went wrong, and what to do.</summary>
    public string Explain(HttpRequestException e) => e.StatusCode switch
    {
        HttpStatusCode.Unauthorized => $"The host at {Host} wants an API key: give it with --api-key, or in CallGrains__ApiKey.",
        null => $"The host at {Host} does not answer: {e.Message} Name another with --host.",
        _ => $"The host at {Host} refuses: {e.Message}",
    };

    private void Sign(HttpRequestMessage request)
    {
        if (Key is not null)
        {
            request.Headers.Add("X-Api-Key", Key);
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(stop);
            try
            {
                return JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString() ?? text;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return $"{(int)response.StatusCode} {response.ReasonPhrase}";
            }
        }
    }
}

/// <summary>The options that name a host.</summary>
internal static class ApiOptions
{
    public static readonly Uri DefaultHost = new("http://127.0.0.1:8080");

    public static Option<Uri?> Host() => Options.Address("--host", $"Address of the host. [default: CALLGRAINS_HOST of the environment; {DefaultHost.GetLeftPart(UriPartial.Authority)}]");

    public static Option<string?> Key() => new("--api-key") { Description = "Opens the control API. [default: CallGrains__ApiKey of the environment; none]" };

    public static ControlApi Of(ParseResult parsed, Option<Uri?> host, Option<string?> key, ToolWorld world) =>
        new(parsed.GetValue(host) ?? (Uri.TryCreate(world.Environment("CALLGRAINS_HOST"), UriKind.Absolute, out var usual) ? usual : DefaultHost), parsed.GetValue(key) ?? world.Environment("CallGrains__ApiKey"));
}
