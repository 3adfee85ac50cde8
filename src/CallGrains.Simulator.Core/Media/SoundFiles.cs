using System.Collections.Concurrent;
using System.Net;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Media;

/// <summary>
/// The files that requests and documents name: whether they are there, of a kind that can be played, and how long they
/// sound. Files of the account are looked up; those of this machine and of configured hosts are fetched before the
/// exchange is entered; all others are believed to be there.
/// </summary>
/// <threadsafety>Safe for use from any thread, but <see cref="LengthOf"/> only inside the exchange.</threadsafety>
internal sealed class SoundFiles(MediaStore store, Func<Urls> urls, IReadOnlyCollection<string> hosts) : IDisposable
{
    /// <summary>What a file lasts that is not fetched.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromSeconds(3);

    private const int MostRemembered = 1000;
    private readonly ConcurrentDictionary<string, Func<TimeSpan>> _fetched = new();
    private readonly Lazy<HttpClient> _http = new(() => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = RestGate.MaxMediaBytes,
    });

    /// <summary>
    /// Fetches what is to be fetched; at once when that is nothing. What goes wrong is told by the length.
    /// </summary>
    public Task PrepareAsync(IEnumerable<string> files)
    {
        var wanted = files.Where(IsFetched).ToList();
        return wanted.Count == 0 ? Task.CompletedTask : Task.WhenAll(wanted.Select(FetchAsync));
    }

    /// <summary>How long a file sounds.</summary>
    /// <exception cref="ApiError">It is missing, cannot be played, or cannot be had.</exception>
    public TimeSpan LengthOf(string file) =>
        OwnName(file) is { } name ? LengthOfOwn(name)
        : _fetched.TryGetValue(file, out var length) ? length()
        : Unknown;

    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private TimeSpan LengthOfOwn(string name) => (store.Find(name) ?? throw Missing(name)).Lasts ?? throw NotSupported(name);

    private string? OwnName(string file)
    {
        var root = $"{urls().User}/media/";
        return file.StartsWith(root, StringComparison.Ordinal) ? Uri.UnescapeDataString(file[root.Length..].Split('?')[0]) : null;
    }

    private bool IsFetched(string file) =>
        Uri.TryCreate(file, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && OwnName(file) is null && (url.IsLoopback || hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase));

    private async Task FetchAsync(string file)
    {
        if (_fetched.Count > MostRemembered)
        {
            _fetched.Clear();
        }

        _fetched[file] = await LookAsync(file);
    }

    private async Task<Func<TimeSpan>> LookAsync(string file)
    {
        try
        {
            using var answer = await _http.Value.GetAsync(new Uri(file));
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                return () => throw Missing(file);
            }

            if (!answer.IsSuccessStatusCode)
            {
                return () => throw Unavailable(file, $"it was answered {(int)answer.StatusCode}");
            }

            var lasts = SoundLength.Of(await answer.Content.ReadAsByteArrayAsync());
            return () => lasts ?? throw NotSupported(file);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return () => throw Unavailable(file, failure.Message);
        }
    }

    private static ApiError Missing(string file) => ApiError.NotFound("media-not-found", $"There is no media file '{file}'.", ("mediaName", file));

    private static ApiError NotSupported(string file) =>
        ApiError.Forbidden("media-not-supported", $"The media file '{file}' is neither WAV nor MP3; only these can be played.", ("mediaName", file));

    private static ApiError Unavailable(string file, string reason) =>
        new(503, "unavailable", "media-unavailable", $"The media file '{file}' cannot be had: {reason}", ("mediaName", file));
}
