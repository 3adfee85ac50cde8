using CallGrains.AspNetCore.Ingress;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The self-test of the public address: asked at start until it holds, told in the log and by <c>/readyz</c>.
/// </summary>
internal sealed partial class PublicUrlCheck(PublicUrlTest test, HostCallbackUrls urls, IOptions<HostSettings> settings, TimeProvider time, ILogger<PublicUrlCheck> logger)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);
    private volatile string? _missing = "the public address is still being tested";

    /// <summary>What is wrong, for people; null when the address leads here, or need not be tested.</summary>
    public string? Missing => _missing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var url = urls.PublicUrl;
        if (!settings.Value.TakesCallbacks || !(settings.Value.SelfTest ?? (!url.IsLoopback && !settings.Value.Cluster.IsOn)))
        {
            _missing = null;
            return;
        }

        var shown = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        while (await test.RunAsync(url, cancellationToken) is { } fault)
        {
            if (_missing != fault)
            {
                LogFault(shown, fault);
            }

            _missing = fault;
            await Task.Delay(Again, time, cancellationToken);
        }

        _missing = null;
        LogReached(shown);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The public address {Url} leads here.")]
    private partial void LogReached(string url);

    [LoggerMessage(Level = LogLevel.Error, Message = "The carrier cannot reach this host at {Url}. {Fault} Where this host alone cannot reach its own public address, set CallGrains:SelfTest=false.")]
    private partial void LogFault(string url, string fault);
}
