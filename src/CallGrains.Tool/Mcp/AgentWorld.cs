using System.Text;
using ModelContextProtocol;

namespace CallGrains.Tool.Mcp;

/// <summary>Runs commands of this tool for an agent: their output is the answer, their progress is told.</summary>
/// <param name="Host">The host.</param>
/// <param name="Key">Its API key; null for none.</param>
/// <param name="Simulator">The simulated carrier.</param>
/// <param name="World">The machine; its output belongs to the protocol.</param>
internal sealed record AgentWorld(Uri Host, string? Key, Uri Simulator, ToolWorld World)
{
    /// <summary>Runs a command that asks the host.</summary>
    public Task<string> AskAsync(CancellationToken stop, params IEnumerable<string> args) =>
        RunAsync([.. args, "--host", Host.AbsoluteUri, .. Key is null ? Array.Empty<string>() : ["--api-key", Key]], null, stop);

    /// <summary>Runs a command.</summary>
    /// <exception cref="McpException">It was used wrongly, or what it needs does not answer.</exception>
    public async Task<string> RunAsync(string[] args, IProgress<ProgressNotificationValue>? progress, CancellationToken stop)
    {
        var (output, error) = (new StringWriter(), new ProgressWriter(progress));
        var status = await ToolCommand.InvokeAsync(args, World with { Out = TextWriter.Synchronized(output), Error = TextWriter.Synchronized(error) }, stop);
        return status switch
        {
            ToolCommand.Done => output.ToString(),
            ToolCommand.Failed when output.GetStringBuilder().Length > 0 => output.ToString(),
            _ => throw new McpException($"{error}{output}".Trim()),
        };
    }

    /// <summary>Each line is progress, and kept for the message of a failure.</summary>
    private sealed class ProgressWriter(IProgress<ProgressNotificationValue>? progress) : StringWriter
    {
        private int _lines;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            progress?.Report(new ProgressNotificationValue { Progress = ++_lines, Message = value });
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
