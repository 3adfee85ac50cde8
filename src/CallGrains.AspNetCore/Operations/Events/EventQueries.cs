using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>What of events out can be seen, and tried again. Safe for many threads.</summary>
internal sealed partial class EventQueries(IJournal journal, IEnumerable<IFeedReceiver> receivers, IServiceProvider services, TimeProvider time, ILogger<EventQueries> logger)
{
    public static readonly QueryNames Names = new(["receiver", "size", "after"]);

    private const int DefaultPage = 25;

    private readonly IFeedStore? _store = FeedStores.Of(journal);

    public async Task<IResult> ListReceiversAsync(CancellationToken aborted)
    {
        var counts = _store is null ? [] : (await _store.CountAsync(aborted)).ToDictionary(c => c.Receiver, StringComparer.Ordinal);
        var workers = services.GetService<FeedDelivery>()?.Workers.ToDictionary(w => w.Receiver.Name, w => w.Condition, StringComparer.Ordinal) ?? [];
        var known = receivers.ToDictionary(r => r.Name, StringComparer.Ordinal);
        var items = known.Keys.Union(counts.Keys).Order(StringComparer.Ordinal).Select(name =>
        {
            var (receiver, count, condition) = (known.GetValueOrDefault(name), counts.GetValueOrDefault(name), workers.GetValueOrDefault(name));
            return new EventReceiverInfo(name, (receiver as WebhookReceiver)?.Place, receiver is not null, receiver?.ShowsAll ?? false, count?.Waiting ?? 0, count?.Dead ?? 0, count?.OldestAt)
            {
                DeliveredAt = condition?.DeliveredAt,
                FailingSince = condition?.FailingSince,
                LastError = condition?.LastError,
            };
        });
        return TypedResults.Json(new EventReceiverList([.. items]), OperationsJson.Wire.EventReceiverList);
    }

    public async Task<IResult> ListDeadAsync(string? receiver, string? size, string? after, CancellationToken aborted)
    {
        var items = DefaultPage;
        if (GrainFilterReader.ReadSize(size, ref items) is { } wrongSize)
        {
            return wrongSize;
        }

        if (_store is null)
        {
            return KeepsNone();
        }

        try
        {
            var page = await _store.ListDeadAsync(GrainFilterReader.Given(receiver), items, GrainFilterReader.Given(after), aborted);
            return TypedResults.Json(new DeadEventPage([.. page.Items.Select(DeadEvent.Of)], page.Next), OperationsJson.Wire.DeadEventPage);
        }
        catch (ArgumentException)
        {
            return Refusal.Malformed("after", $"{Refusal.Quote(after!)} is not where a page ends; send the next of the page before");
        }
    }

    public async Task<IResult> RedeliverAsync(HttpRequest request)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        if (refusal is not null || (refusal = Fields.Check(body, "id", "receiver")) is not null)
        {
            return refusal;
        }

        var (id, receiver) = ((string?)null, (string?)null);
        if ((Fields.Given(body!.Value, "id") is null ? null : Fields.Text(body.Value, "id", out id)) is { } wrongId)
        {
            return wrongId;
        }

        if ((Fields.Given(body.Value, "receiver") is null ? null : Fields.Text(body.Value, "receiver", out receiver)) is { } wrongReceiver)
        {
            return wrongReceiver;
        }

        if (id is null && receiver is null)
        {
            return Refusal.Malformed("id", "is missing; send the id of an event, or the name of a receiver for all that it did not take");
        }

        if (_store is null)
        {
            return KeepsNone();
        }

        var count = await _store.ReviveAsync(receiver, id, time.GetUtcNow(), CancellationToken.None);
        LogRedelivered(ApiRouter.By, count);
        return TypedResults.Json(new EventsRedelivered(count), OperationsJson.Wire.EventsRedelivered);
    }

    private Refusal KeepsNone() => new(StatusCodes.Status501NotImplemented, "Not supported", $"{journal.GetType().Name} keeps no events for receivers.");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} has {Count} dead letters delivered again")]
    private partial void LogRedelivered(string? who, long count);
}
