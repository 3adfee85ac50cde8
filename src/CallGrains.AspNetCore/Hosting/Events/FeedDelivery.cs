using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Delivers what the journal keeps for the receivers of events, beside the calls: an append never waits for it. Every
/// process with grains does so; an event is in the hands of one of them at a time.
/// </summary>
internal sealed partial class FeedDelivery : BackgroundService
{
    // As many as are settled at once; of each grain the first one only.
    private const int Batch = 64, AtOnce = 16;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), FirstRetry = TimeSpan.FromSeconds(5), LongestRetry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15), StoreRest = TimeSpan.FromSeconds(5);

    private readonly IFeedStore? _store;
    private readonly EventSettings _settings;
    private readonly FeedMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public FeedDelivery(CallFeed feed, IJournal journal, IOptions<HostSettings> settings, FeedMetrics metrics, TimeProvider time, ILogger<FeedDelivery> logger)
    {
        (_store, _settings, _metrics, _time, _logger) = (FeedStores.Of(journal), settings.Value.Events, metrics, time, logger);
        Workers = [.. feed.Receivers.Select(r => new FeedWorker(r, feed.Listen()))];
        if (_store is null && Workers.Count > 0)
        {
            throw new ArgumentException($"CallGrains:Events has receivers, but the journal ({journal.GetType().Name}) keeps no events for them: it is no IFeedStore.");
        }
    }

    public IReadOnlyList<FeedWorker> Workers { get; }

    /// <summary>Runs until the process stops.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Workers.Count > 0)
        {
            await Task.Yield();
            await Task.WhenAll(Workers.Select(w => ServeAsync(w, stoppingToken)).Append(CountAsync(stoppingToken)));
        }
    }

    private async Task ServeAsync(FeedWorker worker, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await DeliverSomeAsync(worker, stop) || worker.IsFailing)
                {
                    await worker.WaitAsync(worker.IsFailing ? worker.Rest : Poll, _time, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogStore(worker.Receiver.Name, StoreRest, e);
                await Task.Delay(StoreRest, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One batch; false when nothing was due. One that fails is tried with one event at a time.</summary>
    private async Task<bool> DeliverSomeAsync(FeedWorker worker, CancellationToken stop)
    {
        // Longer than all rounds of a batch may take.
        var lease = (worker.Receiver.Timeout * ((Batch / AtOnce) + 1)) + TimeSpan.FromSeconds(10);
        var now = _time.GetUtcNow();
        var items = await _store!.TakeAsync(worker.Receiver.Name, worker.IsFailing ? 1 : Batch, now, now + lease, stop);
        if (items.Count == 0)
        {
            return false;
        }

        var results = new ConcurrentBag<(FeedSettlement Settlement, TimeSpan? RetryAfter)>();
        try
        {
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (item, token) => results.Add(await DeliverAsync(worker.Receiver, item, token)));
        }
        finally
        {
            await _store.SettleAsync([.. results.Select(r => r.Settlement)], CancellationToken.None);
        }

        Note(worker, results);
        return true;
    }

    private async Task<(FeedSettlement Settlement, TimeSpan? RetryAfter)> DeliverAsync(IFeedReceiver receiver, FeedItem item, CancellationToken stop)
    {
        var answer = await AskAsync(receiver, item, stop);
        var now = _time.GetUtcNow();
        if (answer.Error is null)
        {
            _metrics.Delivered(receiver.Name, "ok", now - item.At);
            return (new FeedSettlement(item), null);
        }

        if (answer.IsFinal || now - item.At >= _settings.RetryFor)
        {
            _metrics.Delivered(receiver.Name, "dead", null);
            LogDead(item.Id, item.Type, receiver.Name, item.Attempts + 1, answer.Error);
            return (new FeedSettlement(item, null, answer.Error), answer.RetryAfter);
        }

        _metrics.Delivered(receiver.Name, "failed", null);
        var wait = Wait(item.Attempts);
        return (new FeedSettlement(item, now + (answer.RetryAfter > wait ? answer.RetryAfter.Value : wait), answer.Error), answer.RetryAfter);
    }

    private async Task<FeedAnswer> AskAsync(IFeedReceiver receiver, FeedItem item, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(receiver.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await receiver.DeliverAsync(item, both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new FeedAnswer($"did not answer within {receiver.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
        {
            return new FeedAnswer(e.Message);
        }
    }

    private void Note(FeedWorker worker, IReadOnlyCollection<(FeedSettlement Settlement, TimeSpan? RetryAfter)> results)
    {
        var wasFailing = worker.IsFailing;
        var answered = results.Count(r => r.Settlement.Error is null || r.Settlement.RetryAt is null);
        var error = results.FirstOrDefault(r => r.Settlement.Error is not null).Settlement?.Error;
        worker.NoteBatch(answered, error, results.Max(r => r.RetryAfter), _time.GetUtcNow());
        if (worker.IsFailing && !wasFailing)
        {
            LogFailing(worker.Receiver.Name, error);
        }
        else if (wasFailing && !worker.IsFailing)
        {
            LogRecovered(worker.Receiver.Name);
        }
    }

    /// <summary>
    /// Twice as long each time, a fifth more or less, so that what failed together does not come together.
    /// </summary>
    private static TimeSpan Wait(int attempts)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(attempts, 10));
        return (wait < LongestRetry ? wait : LongestRetry) * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }

    private async Task CountAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _metrics.Note(await _store!.CountAsync(stop));
                await _store.ForgetDeadAsync(_time.GetUtcNow() - _settings.KeepDead, stop);
                await Task.Delay(CountEvery, _time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is JournalUnavailableException or JournalFormatException or OperationCanceledException)
            {
                await Task.Delay(CountEvery, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events for {Receiver} cannot be read from the journal; the next try is in {Rest}.")]
    private partial void LogStore(string receiver, TimeSpan rest, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Receiver} takes no events ({Error}); they are kept and tried again. Further failures are not logged until it does.")]
    private partial void LogFailing(string receiver, string? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Receiver} takes events again.")]
    private partial void LogRecovered(string receiver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Id} ({Type}) for {Receiver} is a dead letter after {Attempts} tries: {Error}. POST /api/events/dead/redeliver tries it again.")]
    private partial void LogDead(string id, string type, string receiver, int attempts, string error);
}
