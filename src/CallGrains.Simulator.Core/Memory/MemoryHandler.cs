using System.Net;

namespace CallGrains.Simulator.Memory;

/// <summary>
/// What stands below an <see cref="HttpClient"/> instead of connections: it hands requests to the handlers of a network
/// in this process. Where nothing holds an answer back, it is there when the call returns.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal class MemoryHandler(RouteMatcher routes) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        string[] parts = [.. request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (!routes.TryFind(request.Method.Method, parts, out var handler, out var values))
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new ByteArrayContent([]), RequestMessage = request };
        }

        var asked = new MemoryRequest(request, body, parts, values);
        await handler(asked);
        return asked.Response ?? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before an answer came.");
    }
}
