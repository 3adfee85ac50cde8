using System.Net;
using System.Net.Sockets;

namespace CallGrains.TestSupport.Programs;

/// <summary>
/// How the tests look again at another process, which cannot tell them: a fact is asked for until it holds, or the
/// limit has passed.
/// </summary>
public static class Tick
{
    public static TimeSpan Often { get; } = TimeSpan.FromMilliseconds(50);

    public static async Task NextAsync(TimeSpan? between = null)
    {
        using var timer = new PeriodicTimer(between ?? Often);
        await timer.WaitForNextTickAsync();
    }

    public static async Task<T> UntilAsync<T>(Func<Task<T?>> fact, Func<string> failure, TimeSpan? limit = null, TimeSpan? between = null)
        where T : class
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < (limit ?? TimeSpan.FromMinutes(2)))
        {
            if (await fact() is { } found)
            {
                return found;
            }

            await NextAsync(between);
        }

        throw new TimeoutException(failure());
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
