using System.Diagnostics.Metrics;
using System.Net;
using CallGrains.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Counts and logs requests to the API that show no right key, and holds back who sends many wrong ones: after
/// <see cref="Most"/> in a minute the next are answered 429, without a line each. Safe for many threads.
/// </summary>
internal sealed partial class ApiRefusals(IMeterFactory meters, TimeProvider time, ILogger<ApiRefusals> logger)
{
    /// <summary>Wrong keys from one source in a minute that are looked at one by one.</summary>
    public const int Most = SourceCounts.MostLines;

    private readonly SourceCounts _sources = new(time);
    private readonly Counter<long> _refused = Instruments.ApiRefused.Counter(meters.Create(CallGrainsTelemetry.Name));

    /// <summary>
    /// Counts a refusal: <c>no_key</c>, <c>wrong_key</c>, <c>too_many</c>, <c>role</c>, <c>foreign_page</c> or
    /// <c>not_local</c>.
    /// </summary>
    public void Count(string why) => _refused.Add(1, new KeyValuePair<string, object?>("why", why));

    /// <summary>A wrong key has come.</summary>
    /// <param name="address">From where.</param>
    /// <returns>How long to wait, when too many have; else null.</returns>
    public TimeSpan? WrongKey(IPAddress? address)
    {
        var source = SourceCounts.SourceOf(address);
        var (count, left) = _sources.Add(source);
        Count(count > Most ? "too_many" : "wrong_key");
        if (count <= Most)
        {
            LogWrong(source);
            return null;
        }

        if (count == Most + 1)
        {
            LogTooMany(source, left);
        }

        return left;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wrong API key has come from {Source}")]
    private partial void LogWrong(IPAddress source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many wrong API keys have come from {Source}: for {Time} more they are answered 429 and not logged")]
    private partial void LogTooMany(IPAddress source, TimeSpan time);
}
