using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace CallGrains.Orleans;

/// <summary>
/// Gives events to an Orleans stream: delivered is what the provider has taken. The provider is asked for when the
/// first event comes, since it begins with the silo. Safe for many threads.
/// </summary>
internal sealed class StreamReceiver(IServiceProvider services, string provider, bool showsNumbers) : IFeedReceiver
{
    private static readonly StreamId All = StreamId.Create(StreamedEvent.StreamNamespace, StreamedEvent.AllKey);

    private IAsyncStream<StreamedEvent>? _stream;

    public string Name => "orleans-stream";

    public bool ShowsAll => showsNumbers;

    public async Task<FeedAnswer> DeliverAsync(FeedItem item, CancellationToken cancellationToken)
    {
        var stream = _stream ??= services.GetRequiredKeyedService<IStreamProvider>(provider).GetStream<StreamedEvent>(All);
        var told = new StreamedEvent
        {
            Id = item.Id,
            Type = item.Type,
            Address = showsNumbers ? item.Address.ToString() : Masking.Of(item.Address),
            Position = item.Position,
            At = item.At,
            Json = Encoding.UTF8.GetString(item.Body.Span),
        };
        await stream.OnNextAsync(told).WaitAsync(cancellationToken);
        return FeedAnswer.Taken;
    }
}
