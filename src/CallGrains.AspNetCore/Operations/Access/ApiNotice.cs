using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Says at start when the API asks for no key.</summary>
internal sealed partial class ApiNotice(IOptions<OperationsOptions> options, ILogger<ApiNotice> logger) : IHostedService
{
    // The options are read only here: by now all of them have been checked, and all that is wrong was told at once.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.HasKeys && !options.Value.OpenIdConnect.IsOn)
        {
            LogOpen(OperationsOptions.Section + ":ApiKeys");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Development: the control API is open without a key to this machine, and to nobody else ({Setting} is empty)")]
    private partial void LogOpen(string setting);
}
