using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Tests.Web;

/// <summary>One event of the live feed.</summary>
internal sealed record LiveEvent(string Name, JsonNode Data, string? Id);

/// <summary>A page's connection to the live feed, reading event by event.</summary>
internal sealed class LiveClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _limit = new(Patience);
    private StreamReader _reader = null!;

    /// <summary>The last id seen: what a page sends when it comes back.</summary>
    public string? LastId { get; private set; }

    public static async Task<LiveClient> OpenAsync(Uri simulator, string? lastEventId = null, string? after = null)
    {
        var client = new LiveClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(simulator, $"sim/live{(after is null ? "" : $"?after={after}")}"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await client._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, client._limit.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        client._reader = new StreamReader(await answer.Content.ReadAsStreamAsync(client._limit.Token));
        return client;
    }

    /// <summary>The events up to and with the first that fits.</summary>
    public async Task<IReadOnlyList<LiveEvent>> UntilAsync(Func<LiveEvent, bool> fits)
    {
        var seen = new List<LiveEvent>();
        while (seen.Count == 0 || !fits(seen[^1]))
        {
            seen.Add(await NextAsync() ?? throw new EndOfStreamException($"The feed ended after: {string.Join(", ", seen.Select(entry => entry.Name))}"));
        }

        return seen;
    }

    /// <summary>The next event; null at the end of the feed.</summary>
    public async Task<LiveEvent?> NextAsync()
    {
        string? name = null, data = null, id = null;
        while (await _reader.ReadLineAsync(_limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = LastId = line[4..];
            }
            else if (line.Length == 0 && name is not null)
            {
                return new LiveEvent(name, JsonNode.Parse(data!)!, id);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _http.Dispose();
        _limit.Dispose();
    }
}
