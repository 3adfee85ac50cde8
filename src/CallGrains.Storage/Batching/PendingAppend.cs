namespace CallGrains.Storage;

/// <summary>An append on its way, and the promise that its caller holds.</summary>
internal sealed class PendingAppend(JournalAppend append)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private JournalConflictException? _conflict;

    public JournalAppend Append { get; } = append;

    /// <summary>Whether it was found that it must not be written.</summary>
    public bool HasConflict => _conflict is not null;

    /// <summary>
    /// Called by a batch's writer, in order, with the number where the grain stands: false (and noted) when this
    /// append must not be written.
    /// </summary>
    public bool MayFollow(long sequence)
    {
        var broken = Append.Chain is { IsBroken: true };
        if (!broken && sequence == Append.ExpectedSequence)
        {
            return true;
        }

        _conflict = new JournalConflictException(Append.Address, Append.ExpectedSequence, broken ? -1 : sequence);
        Append.Chain?.Break();
        return false;
    }

    /// <summary>Tells the caller, after the batch was committed.</summary>
    public void Complete()
    {
        if (_conflict is null)
        {
            SetResult();
        }
        else
        {
            SetException(_conflict);
        }
    }

    /// <summary>Tells the caller that the whole batch failed.</summary>
    public void Fail(Exception exception)
    {
        Append.Chain?.Break();
        SetException(exception);
    }
}
