using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Delivers events as signed webhooks. It calls the address of the settings and no other: redirects are failures. Of
/// the answer only the status counts. Safe for many threads.
/// </summary>
internal sealed class WebhookReceiver(string name, EventReceiver settings, HttpClient client, TimeProvider time) : IFeedReceiver
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<byte[]> _secrets =
        [.. new[] { WebhookSecret.Read(settings.Secret, settings.SecretFile), WebhookSecret.Read(settings.PreviousSecret, settings.PreviousSecretFile) }.OfType<byte[]>()];

    public string Name => name;

    public bool ShowsAll => settings.ShowNumbers;

    public TimeSpan Timeout => settings.Timeout;

    /// <summary>Where it listens, without what may be secret in it.</summary>
    public string Place => settings.Url!.GetLeftPart(UriPartial.Path).Replace(settings.Url.UserInfo + "@", "", StringComparison.Ordinal);

    /// <summary>The client for all receivers.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
    })
    {
        // The delivery ends by its own time.
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public bool Wants(string type) => settings.Types.Count == 0 || settings.Types.Any(pattern => FeedTypes.Matches(pattern, type));

    public async Task<FeedAnswer> DeliverAsync(FeedItem item, CancellationToken cancellationToken)
    {
        using var request = Request(item, time.GetUtcNow());
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? FeedAnswer.Taken : new FeedAnswer($"answered {(int)answer.StatusCode}", IsFinal(answer.StatusCode), Rest(answer.Headers.RetryAfter));
        }
        catch (HttpRequestException e)
        {
            return new FeedAnswer(e.InnerException?.Message ?? e.Message);
        }
    }

    private HttpRequestMessage Request(FeedItem item, DateTimeOffset at)
    {
        var content = new ReadOnlyMemoryContent(item.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = content };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CallGrains", null));
        request.Headers.Add("webhook-id", item.Id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(_secrets, item.Id, at, item.Body.Span));
        return request;
    }

    /// <summary>What says that this very event is not wanted; any other failure may pass.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    private TimeSpan? Rest(RetryConditionHeaderValue? header)
    {
        var rest = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return rest is { } wanted && wanted > TimeSpan.Zero ? (wanted < LongestRest ? wanted : LongestRest) : null;
    }
}
