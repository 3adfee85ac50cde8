using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// Rides out the absence of the server: tries again until the limit is reached. From then on everybody gets one try,
/// until one succeeds, so that in a long outage callers are turned away at once and not after the limit each.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed partial class PostgresOutage(TimeSpan limit, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private int _isOut;
    private volatile bool _isLong;

    /// <summary>Runs <paramref name="attempt"/>, again and again while that may help.</summary>
    public async Task<T> RideAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken = default)
    {
        var begin = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            try
            {
                var result = await attempt();
                NoteSuccess(begin);
                return result;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (!MayTryAgain(exception, begin))
                {
                    throw PostgresErrors.Create(exception);
                }
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private bool MayTryAgain(Exception exception, long begin)
    {
        if (!PostgresErrors.MayPass(exception))
        {
            return false;
        }

        if (Interlocked.Exchange(ref _isOut, 1) == 0)
        {
            LogWaiting(logger, limit, exception.Message);
        }

        _isLong |= time.GetElapsedTime(begin) >= limit;
        return !_isLong;
    }

    private void NoteSuccess(long begin)
    {
        if (_isOut != 0 && Interlocked.Exchange(ref _isOut, 0) != 0)
        {
            _isLong = false;
            LogBack(logger, time.GetElapsedTime(begin));
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "The journal's database does not do its part; what needs it waits for up to {Limit} and is not acknowledged: {Reason}")]
    private static partial void LogWaiting(ILogger logger, TimeSpan limit, string reason);

    [LoggerMessage(12, LogLevel.Information, "The journal's database is back; the last that waited did so for {Wait}.")]
    private static partial void LogBack(ILogger logger, TimeSpan wait);
}
