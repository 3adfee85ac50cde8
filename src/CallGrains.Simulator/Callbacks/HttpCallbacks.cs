using System.Text;
using CallGrains.Simulator.History;

namespace CallGrains.Simulator.Callbacks;

/// <summary>Callbacks over pooled connections of HTTP.</summary>
internal sealed class HttpCallbacks : ICallbackTransport
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public TaskScheduler Scheduler => TaskScheduler.Default;

    public async Task<CallbackAnswer> SendAsync(CallbackRequest request, TimeSpan timeout, int mostRead, CancellationToken stop)
    {
        using var message = request.ToMessage();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var headers = Headers.Of(answer.Headers.Concat(answer.Content.Headers));
            var body = answer.Content.Headers.ContentLength == 0 ? null : await ReadAsync(answer, mostRead, limit.Token);
            return new CallbackAnswer((int)answer.StatusCode, null, body, headers);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new CallbackAnswer(null, $"no answer within {timeout.TotalMilliseconds:0} ms", null, []);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && !stop.IsCancellationRequested)
        {
            return new CallbackAnswer(null, failure.Message, null, []);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A little more than the carrier takes, so that what is too long can be seen to be.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage answer, int most, CancellationToken stop)
    {
        await using var content = await answer.Content.ReadAsStreamAsync(stop);
        var bytes = new byte[most];
        return Encoding.UTF8.GetString(bytes, 0, await content.ReadAtLeastAsync(bytes, most, throwOnEndOfStream: false, stop));
    }
}
