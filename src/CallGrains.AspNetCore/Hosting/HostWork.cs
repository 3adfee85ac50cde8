using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// What runs beside the endpoints. Callbacks come in first; then what was live at the last stop is brought back, so that nothing said meanwhile is missed.
/// </summary>
internal sealed class HostWork(IServer server, HostCallbackUrls urls, NumberProvisioning provisioning, PublicUrlCheck check, IServiceProvider services)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
        {
            urls.Listening(new Uri(address));
        }

        _work = Task.WhenAll(RecoverAsync(), provisioning.RunAsync(_stopping.Token), check.RunAsync(_stopping.Token), CheckVersionsAsync());
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StoppedAsync(CancellationToken cancellationToken) => await _work.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>
    /// The journal connects before the first request: connecting holds a thread, and so would every request that waited for it, until none were left to end the wait.
    /// And what is wrong with the database shows at start.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<IJournal>();
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
}
