using System.Diagnostics;
using System.Text.Json;

namespace CallGrains.Benchmarks.Load;

/// <summary>The generator, as the bench sees it: a process of its own. One order at a time.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private readonly Process _process;

    private LoadClient(Process process, Uri carrier) => (_process, Carrier) = (process, carrier);

    /// <summary>The carrier that hosts under test send their commands to.</summary>
    public Uri Carrier { get; }

    public static async Task<LoadClient> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["load"]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // One thread that serves all sockets where they wake up: no hop to the pool a message.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        var process = Process.Start(start)!;
        var url = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load generator ended at once.");
        return new LoadClient(process, new Uri(url));
    }

    /// <summary>Carries out an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="isWarmUp">Whether failures do not matter: a cold program may turn callbacks away.</param>
    /// <exception cref="InvalidOperationException">A callback failed, or a call did not come to its end.</exception>
    public async Task<LoadResult> RunAsync(LoadOrder order, bool isWarmUp = false)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, LoadJson.Default.LoadOrder));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load generator has died; what it printed is above.");
        var result = JsonSerializer.Deserialize(line, LoadJson.Default.LoadResult)!;
        return isWarmUp || result is { Errors: 0, Stuck: 0 } ? result
            : throw new InvalidOperationException($"{order.Target}: {result.Errors} callbacks failed ({result.FirstError}) and {result.Stuck} calls did not come to their end; a figure would mean nothing.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
