using System.Net;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// Holds back a source whose callbacks are refused, or are about nothing, many times a minute: what shows no proof is
/// then answered 429 without being read, and without a line each. A capability URL, right credentials and a right
/// signature always come in, because behind one address there may be many senders; of those that no flow answers, only
/// so many are kept. Safe for many threads.
/// </summary>
internal sealed partial class CallbackFloods(IOptions<IngressOptions> options, TimeProvider time, ILogger<CallbackFloods> logger)
{
    private readonly int _most = options.Value.MostRefusedAMinute;
    private readonly int _mostUnclaimed = options.Value.MostUnclaimedAMinute;
    private readonly SourceCounts _refused = new(time);
    private readonly SourceCounts _unclaimed = new(time);
    private readonly SourceCounts _lines = new(time);

    /// <summary>The answer to a callback that nobody signed, from a source that has gone too far; else null.</summary>
    public Refusal? Hold(HttpContext context, Admitted admitted) =>
        _most > 0 && admitted.IsUnsigned && _refused.Beyond(Source(context), _most) is { } left ? TooMany(left) : null;

    /// <summary>
    /// Whether a callback that proves who sends it is to be kept only where a flow answers it: its source has sent too
    /// many others.
    /// </summary>
    public bool IsSurplus(HttpContext context, Admitted admitted) => _mostUnclaimed > 0 && !admitted.IsUnsigned && _unclaimed.Beyond(Source(context), _mostUnclaimed - 1) is not null;

    /// <summary>Counts what is about nothing that is here.</summary>
    /// <param name="context">The request.</param>
    /// <param name="admitted">What is known of its sender.</param>
    /// <param name="isSurplus">Whether it was kept nowhere.</param>
    /// <returns>What it is answered then; null where it was kept.</returns>
    public Refusal? Unclaimed(HttpContext context, Admitted admitted, bool isSurplus)
    {
        var source = Source(context);
        if (admitted.IsUnsigned)
        {
            _ = _most > 0 ? Count(source) : null;
            return null;
        }

        var (count, left) = _mostUnclaimed > 0 ? _unclaimed.Add(source) : default;
        if (isSurplus && count == _mostUnclaimed + 1)
        {
            LogTooManyUnclaimed(source, _mostUnclaimed, left);
        }

        return isSurplus ? Unkept(left) : null;
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">What it is to be answered.</param>
    /// <param name="isLogged">Whether it gets a line of the log.</param>
    /// <returns>What it is answered.</returns>
    public Refusal Refused(HttpContext context, Refusal refusal, out bool isLogged)
    {
        var source = Source(context);

        // What is our own trouble, and what is over, is not the sender's fault.
        var left = _most > 0 && refusal.Status is >= 400 and < 500 and not (StatusCodes.Status410Gone or StatusCodes.Status429TooManyRequests) ? Count(source) : null;
        isLogged = refusal.Status >= 500 || (left is null && refusal.Status != StatusCodes.Status429TooManyRequests && _lines.Add(source).Count <= MostLines);
        return left is { } wait ? TooMany(wait) : refusal;
    }

    /// <summary>As many as may be refused: they are looked at one by one.</summary>
    private int MostLines => _most > 0 ? _most : int.MaxValue;

    private TimeSpan? Count(IPAddress source)
    {
        var (count, left) = _refused.Add(source);
        if (count == _most + 1)
        {
            LogTooMany(source, _most, left);
        }

        return count > _most ? left : null;
    }

    private static IPAddress Source(HttpContext context) => SourceCounts.SourceOf(context.Connection.RemoteIpAddress);

    private static Refusal TooMany(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "Too many refused callbacks", "Too many callbacks from this address were refused or about nothing; send those that prove who sends them, or wait.")
        {
            RetryAfter = wait,
        };

    private static Refusal Unkept(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "Too many unclaimed callbacks", "Too many callbacks from this address are answered by no flow; this one is kept nowhere.")
        {
            RetryAfter = wait,
            Measured = "unkept",
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Most} callbacks from {Source} were answered by no flow in a minute: for {Time} more such ones are answered 429 and kept nowhere (CallGrains:Ingress:MostUnclaimedAMinute)")]
    private partial void LogTooManyUnclaimed(IPAddress source, int most, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "More than {Most} callbacks from {Source} were refused or about nothing in a minute: for {Time} more those without a proof are answered 429 and not logged")]
    private partial void LogTooMany(IPAddress source, int most, TimeSpan time);
}
