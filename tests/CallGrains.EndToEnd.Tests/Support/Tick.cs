using System.Net;
using System.Net.Sockets;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>How the tests look again at another process, which cannot tell them: a fact is asked for until it holds, or the limit has passed.</summary>
internal static class Tick
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static async Task NextAsync()
    {
        using var timer = new PeriodicTimer(Between);
        await timer.WaitForNextTickAsync();
    }

    public static async Task<T> UntilAsync<T>(Func<Task<T?>> fact, Func<string> failure, TimeSpan? limit = null)
        where T : class
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < (limit ?? TimeSpan.FromSeconds(30)))
        {
            if (await fact() is { } found)
            {
                return found;
            }

            await NextAsync();
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
