namespace CallGrains;

/// <summary>What the REST clients of all carriers do alike: connections, and bounds on what a carrier says.</summary>
internal static class CarrierHttp
{
    /// <summary>
    /// Many times what a page of a thousand items takes: whatever a carrier answers, it does not fill our memory.
    /// </summary>
    public const int MostAnswerBytes = 8 * 1024 * 1024;

    private const int MostErrorBytes = 64 * 1024;

    /// <summary>
    /// Bounds what a clock that is wrong, here or there, and an answer that is not meant well can do: the windows of
    /// carriers are a second long, and after a minute without an answer commands are given up.
    /// </summary>
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50), MostWait = TimeSpan.FromSeconds(10);

    /// <param name="maxConnections">How many requests may be under way at once.</param>
    /// <param name="connectTimeout">The longest wait for a connection.</param>
    /// <param name="links">Where links may lead that the carrier gives; null where none is followed.</param>
    public static SocketsHttpHandler CreateHandler(int maxConnections, TimeSpan connectTimeout, PublicAddresses? links = null) => new()
    {
        MaxConnectionsPerServer = maxConnections,
        // Shorter than a carrier's own idle limit: a request on a connection that it is just closing would be in doubt.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        // The carrier's addresses may change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = connectTimeout,
        ConnectCallback = links is null ? null : links.ConnectAsync,
        // A redirect would turn POST into GET; a proxy of the environment would see every call.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // Trace ids are nobody's business out there.
        ActivityHeadersPropagator = null,
    };

    /// <summary>How long the next try waits for a carrier that asks for this.</summary>
    public static TimeSpan WaitOf(TimeSpan asked) => TimeSpan.FromTicks(Math.Clamp(asked.Ticks, LeastWait.Ticks, MostWait.Ticks));

    /// <summary>The body of a 2xx.</summary>
    /// <exception cref="HttpRequestException">It has more than <see cref="MostAnswerBytes"/>, or was cut.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        RestNotes.Keep(response, body);
        return body;
    }

    /// <summary>
    /// The beginning of the body of a refusal. The status is known by now: a body that is cut or too slow does not
    /// change what happened.
    /// </summary>
    public static async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var chunk = new byte[4096];
            int read;
            while (buffer.Length < MostErrorBytes && (read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                buffer.Write(chunk, 0, read);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // What has come is enough.
        }

        var body = buffer.ToArray();
        RestNotes.Keep(response, body);
        return body;
    }
}
