using CallGrains.Bandwidth.Rest;
using CallGrains.TestSupport.Clocks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Bandwidth.Tests;

/// <summary>A client and an adapter on a fake carrier, with a clock of the test's.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string User = "/v1/users/u-test";

    public Rig(FakeCarrier? fake = null, Action<BandwidthOptions>? configure = null, ILogger<BandwidthClient>? logger = null)
    {
        Fake = fake ?? FakeCarrier.Start();
        var options = new BandwidthOptions { UserId = "u-test", Token = "t-test", Secret = "s-secret", BaseUrl = Fake.Url };
        configure?.Invoke(options);
        Client = new BandwidthClient(options, Time, logger);
        Carrier = new BandwidthCarrier(Client, Options.Create(options));
    }

    public FakeCarrier Fake { get; }

    public WatchedTime Time { get; } = new();

    public BandwidthClient Client { get; }

    public BandwidthCarrier Carrier { get; }

    public IEnumerable<FakeRequest> Posts => Fake.Requests.Where(request => request.Method == "POST");

    /// <summary>A request that lacks nothing.</summary>
    public static CommandRequest Request(Command command) => new(command, new OperationKey(FlowAddress.Call("c-1"), 7))
    {
        CallId = command is CreateCallCommand ? null : "c-1",
        GatherId = command is StopGatherCommand ? "gtr-1" : null,
        CallbackUrl = command is CreateCallCommand or TransferCommand ? new Uri("https://flows.example.com/callbacks/bandwidth/i/token") : null,
    };

    public Task<string?> SendAsync(Command command, CommandLease? lease = null) => Carrier.Commands.SendAsync(Request(command) with { Lease = lease }, CancellationToken.None);

    public Task<CarrierException> FailAsync(Command command) => Assert.ThrowsAsync<CarrierException>(() => SendAsync(command));

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Fake.DisposeAsync();
    }
}
