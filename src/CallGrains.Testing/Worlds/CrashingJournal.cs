namespace CallGrains.Testing.Worlds;

/// <summary>How one append goes wrong.</summary>
public enum AppendFault
{
    /// <summary>It goes well.</summary>
    None,

    /// <summary>The process dies before anything is written.</summary>
    CrashBefore,

    /// <summary>The process dies when it is written, before it knows.</summary>
    CrashAfter,

    /// <summary>The store says that it cannot, and has not.</summary>
    Refused,

    /// <summary>The store says that it cannot, but has.</summary>
    AnswerLost,
}

/// <summary>One process' way to the journal; it goes wrong on order, and ends with the process.</summary>
internal sealed class CrashingJournal(IJournal store, HostProcess process) : IJournal
{
    private readonly Lock _order = new();
    private Task _last = Task.CompletedTask;
    private int _count;

    /// <summary>Appends so far, the ones that went wrong too.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How append number n (from 1) goes; set it before it comes.</summary>
    public Func<int, JournalAppend, AppendFault> Fault { get; set; } = (_, _) => AppendFault.None;

    /// <summary>Appends wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>
    /// How long an append takes before it is written, and how long its answer takes after that; null for no time.
    /// </summary>
    public Func<(TimeSpan Before, TimeSpan After)>? Slowness { get; set; }

    /// <summary>Whether the next read fails.</summary>
    public Func<bool>? ReadFails { get; set; }

    /// <summary>Takes its time, as a disk does, but keeps the order of the calls, as every journal must.</summary>
    public Task AppendAsync(JournalAppend append)
    {
        var ended = new TaskCompletionSource();
        Task before;
        lock (_order)
        {
            (before, _last) = (_last, ended.Task);
        }

        return InTurnAsync(before, append, ended);
    }

    /// <summary>
    /// The next append is ready to go on before the end of this one is told: of a silo's threads the world sees only
    /// what is ready.
    /// </summary>
    private async Task InTurnAsync(Task before, JournalAppend append, TaskCompletionSource ended)
    {
        try
        {
            await before;
            await AppendNowAsync(append);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private async Task AppendNowAsync(JournalAppend append)
    {
        await Gate;
        await Task.Yield();
        var slow = Slowness?.Invoke() ?? default;
        await PassAsync(slow.Before);
        await process.LiveAsync();
        var fault = Fault(Interlocked.Increment(ref _count), append);
        if (fault == AppendFault.CrashBefore)
        {
            process.Die();
            await process.LiveAsync();
        }

        if (fault == AppendFault.Refused)
        {
            Fail(append, "refused");
        }

        await store.AppendAsync(append);
        process.World.Appended(append);
        if (fault == AppendFault.CrashAfter)
        {
            process.Die();
        }

        await PassAsync(slow.After);
        await process.LiveAsync();
        if (fault == AppendFault.AnswerLost)
        {
            Fail(append, "written, but the answer is lost");
        }

        process.World.Changed();
    }

    public async Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        await process.LiveAsync();
        if (ReadFails?.Invoke() == true)
        {
            throw new JournalUnavailableException("cannot be read");
        }

        return await store.ReadAsync(address, cancellationToken);
    }

    public async Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        await process.LiveAsync();
        return await store.ReadSummaryAsync(address, cancellationToken);
    }

    public async Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        await process.LiveAsync();
        return await store.ListAsync(query, cancellationToken);
    }

    public async Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        await process.LiveAsync();
        return await store.ListDueAsync(now, limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? process.World.Passes(time) : Task.CompletedTask;

    private static void Fail(JournalAppend append, string how)
    {
        append.Chain?.Break();
        throw new JournalUnavailableException(how);
    }
}
