using System.CommandLine;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>tail [ID]</c>: one ladder as it grows, or the calls of a host as they come and go.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    public static Command Create(ToolWorld world)
    {
        var id = GrainRef.Argument();
        id.Arity = ArgumentArity.ZeroOrOne;
        var (filter, json) = (new CallFilter(), ApiCommand.Json());
        return ApiCommand.Create(world, "tail", "Watch one ladder as it grows, until the call has ended; or without ID all calls as they change, until Ctrl-C.", [id, .. filter.Options, json], async call =>
        {
            try
            {
                await (call.Parsed.GetValue(id) is { } one ? LadderAsync(call, GrainRef.Parse(one), call.Parsed.GetValue(json)) : ListAsync(call, filter, call.Parsed.GetValue(json)));
            }
            catch (OperationCanceledException) when (call.Stop.IsCancellationRequested)
            {
                // Ctrl-C is how it ends.
            }

            return ToolCommand.Done;
        });
    }

    /// <summary>Ends with a call; a thread or a conference goes on.</summary>
    private static async Task LadderAsync(ApiCall call, GrainRef which, bool json)
    {
        var console = Terminal.On(call.World.Out);
        await foreach (var item in WatchAsync(call, which.LivePath))
        {
            using var news = JsonDocument.Parse(item.Data);
            if (item.EventType == "gone")
            {
                await call.World.Error.WriteLineAsync("It was removed from the journal.");
                return;
            }

            var entries = news.RootElement.GetProperty("journal").GetProperty("entries").EnumerateArray().ToList();
            if (json)
            {
                entries.ForEach(entry => call.World.Out.WriteLine(JsonSerializer.Serialize(entry)));
            }
            else
            {
                Ladder.Write(console, entries.SelectMany(Ladder.Of));
            }

            await call.World.Out.FlushAsync(call.Stop);
            if (which.Plural == "calls" && GrainLine.Text(news.RootElement.GetProperty("grain"), "state") == "ended")
            {
                return;
            }
        }
    }

    private static async Task ListAsync(ApiCall call, CallFilter filter, bool json)
    {
        await foreach (var item in WatchAsync(call, $"/api/live/{filter.KindOf(call.Parsed)}?{filter.QueryOf(call.Parsed)}"))
        {
            using var news = JsonDocument.Parse(item.Data);
            foreach (var grain in news.RootElement.GetProperty("items").EnumerateArray().Reverse())
            {
                await call.SayAsync(json ? JsonSerializer.Serialize(grain) : $"{call.World.Time.GetUtcNow():HH:mm:ss}  {GrainLine.Of(grain)}");
            }

            await call.World.Out.FlushAsync(call.Stop);
        }
    }

    /// <summary>
    /// What is new, also after a host was away: it is asked again, from the last event that came.
    /// </summary>
    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(ApiCall call, string path)
    {
        string? last = null;
        var hasBegun = false;
        while (true)
        {
            await using var feed = call.Api.WatchAsync(path, last, call.Stop).GetAsyncEnumerator(call.Stop);
            while (await NextAsync(call, feed, hasBegun))
            {
                hasBegun = true;
                last = feed.Current.EventId ?? last;
                if (feed.Current.EventType == "trouble")
                {
                    await call.World.Error.WriteLineAsync($"The host is in trouble: {feed.Current.Data}");
                }
                else if (feed.Current.EventType != "beat")
                {
                    yield return feed.Current;
                }
            }

            await Task.Delay(Again, call.World.Time, call.Stop);
        }
    }

    /// <summary>Whether there is another event: a feed that has begun may break off, and begins anew.</summary>
    private static async Task<bool> NextAsync(ApiCall call, IAsyncEnumerator<SseItem<string>> feed, bool hasBegun)
    {
        try
        {
            return await feed.MoveNextAsync();
        }
        catch (Exception e) when (hasBegun && e is HttpRequestException { StatusCode: null or System.Net.HttpStatusCode.ServiceUnavailable } or IOException)
        {
            await call.World.Error.WriteLineAsync($"The host at {call.Api.Host} is away ({e.Message}); trying again ...");
            return false;
        }
    }
}
