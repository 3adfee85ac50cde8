using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The charts' numbers. Live calls are counted in the journal while somebody asks, and then every few seconds at most.
/// Safe for many threads.
/// </summary>
internal sealed class FigureQueries(FigureRecorder recorder, IJournal journal, IOptions<OperationsOptions> options, TimeProvider time) : IDisposable
{
    private const int PageSize = 1000, MostPages = 5;
    private static readonly TimeSpan CountsEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _counting = new(1);
    private long? _countedAt;
    private int _live;

    public async Task<IResult> GetAsync(CancellationToken cancellationToken)
    {
        await CountAsync(cancellationToken);
        var figures = new Figures(time.GetUtcNow(), recorder.StartedAt, (int)FigureRecorder.Step.TotalSeconds, _live, PageSize * MostPages, recorder.Read()) { TraceUrl = options.Value.TraceUrl };
        return TypedResults.Json(figures, OperationsJson.Wire.Figures);
    }

    public void Dispose() => _counting.Dispose();

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            if (_countedAt is { } at && time.GetElapsedTime(at) < CountsEvery)
            {
                return;
            }

            _live = await CountLiveAsync(cancellationToken);
            _countedAt = time.GetTimestamp();
            recorder.Note("live", _live);
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<int> CountLiveAsync(CancellationToken cancellationToken)
    {
        var query = new GrainQuery { Kind = GrainKind.Call, State = GrainState.Live, Size = PageSize };
        var count = 0;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await journal.ListAsync(query, cancellationToken);
            count += page.Items.Count;
            if (page.Next is null)
            {
                break;
            }

            query = query with { After = page.Next };
        }

        return count;
    }
}
