namespace CallGrains.Flows.Runtime;

/// <content>Step 4: what is appended to the journal, and what follows once it is durable.</content>
internal sealed partial class GrainActor
{
    /// <summary>Hands an append to the journal, in order; the task ends when it is durable.</summary>
    private Task Submit(JournalAppend append)
    {
        _lastUse = Now;
        var committed = _lastAppend = Spans.IsOn ? TraceCommitAsync(append) : CommitAsync(append);
        NoteLife(append.Summary);
        CountEntries(append.Entries.Count, _lastUse);
        return committed;
    }

    private async Task CommitAsync(JournalAppend append)
    {
        var submitted = _services.Time.GetTimestamp();
        _services.Metrics.AppendBegins();
        try
        {
            await _services.Journal.AppendAsync(append);
        }
        catch (Exception e)
        {
            NoteAppend(e is JournalConflictException ? "conflict" : "failed", submitted);
            Lose(e);
            throw;
        }

        NoteAppend("ok", submitted);
        if (append.Feed.Count > 0)
        {
            _services.Feed.Wake();
        }

        lock (_gate)
        {
            (_durable, _ownedAt) = (Math.Max(_durable, append.Summary.Sequence), Math.Max(_ownedAt, submitted));
            if (_durable == _kernel.Sequence)
            {
                // All is durable: what has run to make it so need not be kept.
                _lastAppend = Task.CompletedTask;
            }

            Dispatch();
            Arm();
        }
    }

    /// <summary>
    /// Journals something of the host's own and lets the flow react to it; the task ends when it is durable.
    /// </summary>
    private Task AddAsync(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return Task.CompletedTask;
            }

            var append = Submit(_kernel.Add(entry, Now));
            Kick();
            return append;
        }
    }

    private void Add(JournalEntry entry) => Forget(AddAsync(entry));

    private void NoteAppend(string result, long submitted) => _services.Metrics.AppendEnds(result, submitted, _services.Time);

    /// <summary>Counts what has begun, and what has ended.</summary>
    private void NoteLife(GrainSummary summary)
    {
        if (!_hasBegun && summary.Flow.Length > 0)
        {
            _hasBegun = true;
            _services.Metrics.Begun(Address.Kind, summary.Flow);
        }

        if (_hasBegun && !_isOver && summary.State == GrainState.Ended)
        {
            _services.Metrics.Ended(Address.Kind, summary.Flow);
        }

        _isOver = summary.State == GrainState.Ended;
    }
}
