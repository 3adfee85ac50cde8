using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>Says at start when callbacks are taken from anybody.</summary>
internal sealed partial class IngressNotice(IOptions<IngressOptions> options, IEnumerable<ICallbackProtocol> protocols, ILogger<IngressNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.Join(", ", options.Value.OpenTo(protocols)) is { Length: > 0 } carriers)
        {
            LogOpen(carriers, IngressOptions.Section);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Development: callbacks of {Carriers} are taken from anybody who reaches this host ({Section}:SignedOnly and :Credentials are not set)")]
    private partial void LogOpen(string carriers, string section);
}
