using System.Diagnostics;

namespace CallGrains.Simulator.Recordings;

/// <summary>
/// A program of this machine that makes sound: what it reads and writes are its standard streams. Null paths mean that
/// it is not installed.
/// </summary>
internal sealed class SoundProgram(string? path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount);

    public bool IsThere => path is not null;

    /// <summary>Looks for a program by its name in PATH, or by its path; the empty name finds none.</summary>
    public static SoundProgram Find(string name)
    {
        var folders = name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return new SoundProgram(name.Length == 0 ? null : folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists));
    }

    /// <summary>What the program makes of <paramref name="input"/>; null when it fails.</summary>
    public async Task<byte[]?> RunAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte> input)
    {
        await Turns.WaitAsync();
        try
        {
            return await MakeAsync(arguments, input);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task<byte[]?> MakeAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte> input)
    {
        var start = new ProcessStartInfo(path!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var patience = new CancellationTokenSource(Patience);
        using var program = Process.Start(start)!;
        try
        {
            using var made = new MemoryStream();
            var reading = program.StandardOutput.BaseStream.CopyToAsync(made, patience.Token);
            var complaints = program.StandardError.ReadToEndAsync(patience.Token);
            await FeedAsync(program, input, patience.Token);
            await Task.WhenAll(reading, complaints, program.WaitForExitAsync(patience.Token));
            return program.ExitCode == 0 && made.Length > 0 ? made.ToArray() : null;
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
            }
        }
    }

    /// <summary>A program may have enough before it has read everything.</summary>
    private static async Task FeedAsync(Process program, ReadOnlyMemory<byte> input, CancellationToken stop)
    {
        try
        {
            await program.StandardInput.BaseStream.WriteAsync(input, stop);
            program.StandardInput.Close();
        }
        catch (IOException)
        {
            // Its end tells whether all is well.
        }
    }
}
