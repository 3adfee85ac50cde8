using System.Diagnostics;
using System.Text;

namespace CallGrains.Storage.Tests;

/// <summary>What the appender printed for one append.</summary>
internal sealed record Acknowledged(int Grain, long Number, string Text);

/// <summary>A process that appends for as long as it lives.</summary>
internal sealed class AppenderProcess : IDisposable
{
    private readonly Process _process;

    public AppenderProcess(string kind, string store, int grains, string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CallGrains.Storage.Appender.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, kind, store, $"{grains}", name]) { RedirectStandardOutput = true })!;
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

internal static class AcknowledgedAssertions
{
    /// <summary>
    /// Asserts that no number was acknowledged twice, and that what was acknowledged is in its place, without a gap.
    /// </summary>
    public static async Task AssertHasAsync(this IJournal journal, int grains, IReadOnlyList<Acknowledged> all)
    {
        Assert.Equal(all.Count, all.Select(it => (it.Grain, it.Number)).Distinct().Count());
        for (var grain = 0; grain < grains; grain++)
        {
            var history = await journal.ReadAsync(Samples.Call(grain));
            var texts = history?.Entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)).ToList() ?? [];
            Assert.Equal(history?.Summary.Sequence ?? 0, texts.Count);
            Assert.All(all.Where(it => it.Grain == grain), it => Assert.Equal(it.Text, texts[(int)it.Number - 1]));
        }
    }
}
