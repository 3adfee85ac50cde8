namespace CallGrains.Flows;

/// <summary>How a wait ended: with a value, or with an exception.</summary>
internal readonly record struct Answer<T>(T? Value, Exception? Error = null)
{
    public static Answer<T> Failed(Exception error) => new(default, error);
}

/// <summary>Something a script awaits, completed by a journal entry.</summary>
internal abstract class Wait
{
    public abstract bool TryComplete(JournalEntry? input);

    /// <summary>Ends it unanswered.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>Something a script awaits, completed by a journal entry.</summary>
/// <param name="answer">Given each entry (null: what is known already), the answer; null to go on waiting.</param>
internal sealed class Wait<T>(Func<JournalEntry?, Answer<T>?> answer) : Wait
{
    // Continuations run inline or through the turn's context: never on the thread pool, whose order is nobody's.
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public override bool TryComplete(JournalEntry? input)
    {
        if (answer(input) is not { } found)
        {
            return false;
        }

        if (found.Error is { } error)
        {
            _source.SetException(error);
        }
        else
        {
            _source.SetResult(found.Value!);
        }

        return true;
    }

    public override void Fail(Exception error) => _source.SetException(error);
}
