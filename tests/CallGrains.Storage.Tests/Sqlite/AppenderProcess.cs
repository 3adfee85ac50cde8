using System.Diagnostics;

namespace CallGrains.Storage.Tests;

/// <summary>What the appender printed for one append.</summary>
internal sealed record Acknowledged(int Grain, long Number, string Text);

/// <summary>A process that appends for as long as it lives.</summary>
internal sealed class AppenderProcess : IDisposable
{
    private readonly Process _process;

    public AppenderProcess(string path, int grains, string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CallGrains.Storage.Appender.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, path, $"{grains}", name]) { RedirectStandardOutput = true })!;
    }

    public List<Acknowledged> Acknowledged { get; } = [];

    /// <summary>Waits until this many more appends were acknowledged.</summary>
    public async Task AwaitAsync(int more)
    {
        for (var i = 0; i < more; i++)
        {
            Assert.True(await ReadLineAsync(), "The appender ended by itself.");
        }
    }

    /// <summary>kill -9; then reads what it had printed up to then.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        while (await ReadLineAsync())
        {
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // The last line may have been cut by the kill; what was not printed whole was not acknowledged to us.
    private async Task<bool> ReadLineAsync()
    {
        var parts = (await _process.StandardOutput.ReadLineAsync())?.Split(' ');
        if (parts is not [var grain, var number, { Length: 38 } text])
        {
            return false;
        }

        Acknowledged.Add(new Acknowledged(int.Parse(grain), long.Parse(number), text));
        return true;
    }
}
