using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Server-sent events to one reader, until it goes away or the host stops.</summary>
internal sealed class LiveAnswer(LiveFeeds feeds, ILiveSource source, LiveChange? first, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>Looks take a tenth of the time at most.</summary>
    private const int RestPerLook = 9;

    /// <summary>How long a quiet line is believed to be up: a reader gives it up after two of these.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private const string Beat = "event: beat\ndata: {}\n\n";

    private TimeSpan _rest;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!feeds.TryEnter())
        {
            var full = new Refusal(StatusCodes.Status503ServiceUnavailable, "Too busy", $"{LiveFeeds.MostReaders} readers watch already; ask without /live, or again later.") { RetryAfter = Heartbeat };
            await full.ExecuteAsync(httpContext);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await SendAsync(httpContext.Response, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && either.IsCancellationRequested)
        {
            // The reader comes back where it was, here or at another process.
        }
        finally
        {
            feeds.Leave();
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken stop)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(response, first is { } change ? Text(change) : Beat, stop);
        var wrote = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(_rest > source.Pace ? _rest : source.Pace, time, stop);
            if (await LookAsync(stop) is { } news || (news = time.GetElapsedTime(wrote) >= Heartbeat ? Beat : null) is not null)
            {
                await WriteAsync(response, news, stop);
                wrote = time.GetTimestamp();
            }
        }
    }

    /// <summary>The text of what is new; null for nothing. A look that fails is told, and made again.</summary>
    private async Task<string?> LookAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        try
        {
            return await feeds.LookAsync(source, stop) is { } change ? Text(change) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Text(new LiveChange("trouble", null, $$"""{"detail":{{JsonSerializer.Serialize(Refusal.Of(e).Detail, OperationsJson.Wire.String)}}}"""));
        }
        finally
        {
            _rest = time.GetElapsedTime(began) * RestPerLook;
        }
    }

    /// <summary>A stored entry may have line ends between its tokens; each line of the data needs its name.</summary>
    private static string Text(LiveChange change) =>
        $"{(change.Id is null ? "" : $"id: {change.Id}\n")}event: {change.Name}\ndata: {change.Data.ReplaceLineEndings("\ndata: ")}\n\n";

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken stop)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        await response.Body.FlushAsync(stop);
    }
}
