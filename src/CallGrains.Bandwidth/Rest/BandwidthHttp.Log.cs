using Microsoft.Extensions.Logging;

namespace CallGrains.Bandwidth.Rest;

// Neither headers nor bodies are logged: they hold the secret and what callers say.
internal sealed partial class BandwidthHttp
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Path} answered {Status} in {Milliseconds:0} ms")]
    private partial void LogAnswered(HttpMethod method, string path, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Information, "{Method} {Path} failed after {Milliseconds:0} ms, effect {Effect}: {Reason}")]
    private partial void LogFailed(HttpMethod method, string path, RequestEffect effect, double milliseconds, string reason);
}
