using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// At which line of its source a script stands: its journal is replayed up to what it has reacted to, and the await is
/// looked up where that instance waits (docs/decisions/0254). Nothing is written, sent or kept. Safe for many threads.
/// </summary>
internal sealed class FlowPositions(IJournal journal, FlowRegistry flows, IServiceProvider services, TimeProvider time) : IDisposable
{
    /// <summary>Longer journals take too long for somebody who looks.</summary>
    private const int MostEntries = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _replays = new(2);

    /// <summary>
    /// The line of the await, the flow's own method first, then those of the author that it waits for. Empty when the
    /// flow is made of handlers, is over, is stopped or is not this program's, and where there is no PDB.
    /// </summary>
    public async Task<IReadOnlyList<SourcePosition>> FindAsync(FlowAddress address, CancellationToken cancellationToken)
    {
        await _replays.WaitAsync(cancellationToken);
        try
        {
            return services.GetService<CallbackReaders>() is { } readers
                && await journal.ReadAsync(address, cancellationToken) is { Summary.State: not GrainState.Ended, Entries.Count: <= MostEntries } history
                ? await Task.Run(() => Replay(address, history, readers), cancellationToken).WaitAsync(Patience, time, cancellationToken)
                : [];
        }
        catch (TimeoutException)
        {
            return [];
        }
        finally
        {
            _replays.Release();
        }
    }

    public void Dispose() => _replays.Dispose();

    /// <summary>A flow that cannot go on is not run again to see where: it may be what brings processes down.</summary>
    private IReadOnlyList<SourcePosition> Replay(FlowAddress address, JournalHistory history, CallbackReaders readers)
    {
        var kernel = GrainKernel.Load(address, history, flows, readers);
        if (!kernel.NeedsRun || kernel.MissesFlow || kernel.Fault is not null || kernel.Flow.CreateRun(address, services) is not CallScriptRun run)
        {
            return [];
        }

        var (inputs, decisions) = kernel.Past;
        try
        {
            run.Restore(inputs, decisions);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }

        return [.. AsyncFrames.Of(run.Code).Where(f => f.Machine.Assembly != typeof(FlowRun).Assembly).Select(SourceLines.Find).OfType<SourcePosition>()];
    }
}
