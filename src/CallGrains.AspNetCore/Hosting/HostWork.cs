using CallGrains.Bandwidth;
using CallGrains.Telnyx;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// What runs beside the endpoints. Callbacks come in first; then what was live at the last stop is brought back, so
/// that nothing said meanwhile is missed.
/// </summary>
internal sealed partial class HostWork(
    IServer server,
    HostCallbackUrls urls,
    NumberProvisioning provisioning,
    PublicUrlCheck check,
    CarrierWatch carriers,
    IConfiguration configuration,
    IOptions<BandwidthOptions> bandwidth,
    IOptions<TelnyxOptions> telnyx,
    IServiceProvider services,
    ILogger<HostWork> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (HostAddresses.Reachable(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) is { } address)
        {
            urls.Listening(address);
        }

        _work = Task.WhenAll(RecoverAsync(), provisioning.RunAsync(_stopping.Token), check.RunAsync(_stopping.Token), CheckVersionsAsync(), carriers.RunAsync(_stopping.Token));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StoppedAsync(CancellationToken cancellationToken) => await _work.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (HostAddresses.Unused(configuration, services.GetRequiredService<OwnAddress>().Url) is { } unused)
        {
            LogUnused(unused);
        }

        // The address of one that is no carrier of this host is its default, which is encrypted.
        foreach (var url in new[] { bandwidth.Value.BaseUrl, telnyx.Value.BaseUrl }.Where(u => u is { Scheme: "http", IsLoopback: false }))
        {
            LogPlain(url.GetLeftPart(UriPartial.Authority));
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    /// <summary>Where grains live, their flows must be: an ingress needs none.</summary>
    private Task CheckVersionsAsync() =>
        services.GetService<GrainActivator>() is null ? Task.CompletedTask : services.GetRequiredService<FlowVersionCheck>().RunAsync(_stopping.Token);

    /// <summary>A silo's sweeper brings its grains back by itself.</summary>
    private Task RecoverAsync() => services.GetService<GrainHost>()?.RecoverAsync(_stopping.Token) ?? Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Unused}")]
    private partial void LogUnused(string unused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The carrier is asked at {Url} without encryption: whoever sits between reads the account's secret and what callers say. Write https:// in its BaseUrl (--carrier).")]
    private partial void LogPlain(string url);
}
