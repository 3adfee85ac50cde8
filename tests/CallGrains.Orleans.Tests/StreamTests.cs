using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.TestingHost;

namespace CallGrains.Orleans.Tests;

/// <summary>Events out as an Orleans stream.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Events_of_any_silo_come_to_who_has_subscribed_with_numbers_masked()
    {
        var silos = new TwoSilos();
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddCallGrains().AddMemoryStreams("events").AddMemoryGrainStorage("PubSubStore").AddCallGrainsEventStream("events");
            silos.Configure(silo.Services, silos.Journal);
        });
        builder.ConfigureClient(client => client.AddMemoryStreams("events"));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var came = Channel.CreateUnbounded<StreamedEvent>();
        var stream = cluster.Client.GetStreamProvider("events").GetStream<StreamedEvent>(StreamId.Create(StreamedEvent.StreamNamespace, StreamedEvent.AllKey));
        await stream.SubscribeAsync((e, _) => came.Writer.WriteAsync(e).AsTask());

        for (var n = 0; n < 4; n++)
        {
            var receiver = cluster.Silos[n % 2].ServiceProvider.GetServices<IFeedReceiver>().Single();
            Assert.Equal(("orleans-stream", false), (receiver.Name, receiver.ShowsAll));
            Assert.Equal(FeedAnswer.Taken, await receiver.DeliverAsync(Item(n), TestContext.Current.CancellationToken));
        }

        var got = new List<StreamedEvent>();
        while (got.Count < 4)
        {
            got.Add(await came.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        Assert.Equal(["evt_0", "evt_1", "evt_2", "evt_3"], got.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(got, e => Assert.Equal(("message.sent", "thread/***05~***23", 8, """{"n":1}"""), (e.Type, e.Address, e.Position, e.Json)));
    }

    private static FeedItem Item(int n) => new()
    {
        Receiver = "orleans-stream",
        Id = $"evt_{n}",
        Address = FlowAddress.Thread("+15550105", "+15550123"),
        Position = 8,
        Type = "message.sent",
        At = DateTimeOffset.UnixEpoch,
        Body = Encoding.UTF8.GetBytes("""{"n":1}"""),
    };
}
