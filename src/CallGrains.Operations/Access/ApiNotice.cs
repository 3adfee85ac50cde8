using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Operations;

/// <summary>Says at start when the API asks for no key.</summary>
internal sealed partial class ApiNotice(ApiAccess access, ILogger<ApiNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (access.IsOpen)
        {
            LogOpen(OperationsOptions.Section + ":ApiKeys");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Development: the control API is open without a key to this machine, and to nobody else ({Setting} is empty)")]
    private partial void LogOpen(string setting);
}
