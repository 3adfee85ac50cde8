using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The live feeds of the API: each reader's own look at the journal, again and again, as fast as that costs little.
/// Safe for many threads.
/// </summary>
internal sealed class LiveFeeds(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    /// <summary>Readers at once, in this process.</summary>
    public const int MostReaders = 64;

    private const string LastId = "Last-Event-ID";

    // A look may read a whole part of a journal.
    private readonly SemaphoreSlim _looks = new(4);
    private int _readers;

    /// <summary>A list, as its query says.</summary>
    public async Task<IResult> ListAsync<T>(GrainResource of, GrainFilter filter, Func<GrainSummary, T> tell, JsonTypeInfo<T> form, CancellationToken cancellationToken)
    {
        if (GrainFilterReader.TryRead(of.Kind, filter, out var query) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await BeginAsync(new LiveList<T>(journal, query, tell, form), cancellationToken);
        }
        catch (ArgumentException) when (query.After is not null)
        {
            return GrainQueries.NoPage(query.After);
        }
    }

    /// <summary>One grain.</summary>
    public async Task<IResult> OneAsync<T>(GrainResource of, string id, HttpRequest request, Func<GrainSummary, T> tell, JsonTypeInfo<T> form, CancellationToken cancellationToken)
    {
        if (of.Address(id) is not { } address)
        {
            return of.NoSuch(id);
        }

        var known = long.TryParse(request.Headers[LastId], out var sequence) && sequence > 0 ? sequence : (long?)null;
        var source = new LiveGrain<T>(journal, address, tell, form, known);
        return await journal.ReadSummaryAsync(address, cancellationToken) is null ? of.NoSuch(id) : await BeginAsync(source, cancellationToken);
    }

    /// <summary>The first look is made at once: what is wrong with it is told by a status, as of any request.</summary>
    private async Task<IResult> BeginAsync(ILiveSource source, CancellationToken cancellationToken)
    {
        var first = await LookAsync(source, cancellationToken);
        return new LiveAnswer(this, source, first, time, lifetime.ApplicationStopping);
    }

    public async Task<LiveChange?> LookAsync(ILiveSource source, CancellationToken cancellationToken)
    {
        await _looks.WaitAsync(cancellationToken);
        try
        {
            return await source.ReadAsync(cancellationToken);
        }
        finally
        {
            _looks.Release();
        }
    }

    /// <summary>Takes a place for a reader; false when there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _readers) <= MostReaders)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _readers);

    public void Dispose() => _looks.Dispose();
}
