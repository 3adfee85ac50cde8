using System.Diagnostics;
using System.Text;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>
/// <c>GET /sim/live</c>: server-sent events <c>hello</c>, <c>account</c>, <c>call</c>, <c>flights</c> (callbacks
/// without an answer yet), <c>request</c> and <c>callback</c>. A page that comes back says with <c>Last-Event-ID</c>
/// (or <c>?after=</c>) how far it was.
/// </summary>
internal sealed class LiveRoutes(LiveSources sources)
{
    /// <summary>
    /// Under load, changes are gathered this long (real time) into one message, and longer where reading them takes
    /// long.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);
    private const int RestPerWork = 4;

    /// <summary>How long a quiet line is believed to be up; the page gives it up after two of these.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder app)
    {
        // Pages stay connected for hours; a simulator that stops does not wait for them.
        var stopping = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.MapGet("/sim/live", (RequestDelegate)(http => ServeAsync(http, stopping)));
    }

    private async Task ServeAsync(HttpContext http, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var stop = either.Token;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var asked = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : http.Request.Query["after"].ToString();
        var reader = new LiveReader(sources, LiveCursor.Read(asked, sources.Instance));
        try
        {
            await WriteAsync(http.Response, Message("hello", Json.Write(reader.Hello()), null));
            while (!stop.IsCancellationRequested && !HeadRequests.IsHead(http))
            {
                await RoundAsync(http.Response, reader, stop);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            http.Abort();
        }
    }

    private async Task RoundAsync(HttpResponse response, LiveReader reader, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var next = sources.Pulse.Next;
        var news = reader.Read();
        var rest = Stopwatch.GetElapsedTime(start) * RestPerWork;
        if (news.Count > 0)
        {
            await WriteAsync(response, string.Concat(news.Select((entry, at) => Message(entry.Event, entry.Data, at == news.Count - 1 ? reader.Cursor : null))));
        }

        try
        {
            await next.WaitAsync(Heartbeat, TimeProvider.System, stop);
            await Task.Delay(rest > Gathering ? rest : Gathering, TimeProvider.System, stop);
        }
        catch (TimeoutException)
        {
            await WriteAsync(response, Message("beat", "{}", null));
        }
    }

    /// <summary>The id stands on the last message only: a page that lost the rest gets all of them again.</summary>
    private static string Message(string name, string data, LiveCursor? cursor) =>
        $"{(cursor is null ? "" : $"id: {cursor}\n")}event: {name}\ndata: {data}\n\n";

    private static async Task WriteAsync(HttpResponse response, string text)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
