namespace CallGrains.Testing.Worlds;

/// <summary>What tests wait for. Checked whenever something has happened.</summary>
internal sealed class Conditions
{
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Holds, string What, TaskCompletionSource Source)> _awaited = [];

    /// <summary>What is waited for now, in words.</summary>
    public string Awaited
    {
        get
        {
            lock (_gate)
            {
                return string.Join("; ", _awaited.Select(a => a.What));
            }
        }
    }

    public Task Until(Func<bool> holds, string what)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((holds, what, source));
        }

        return source.Task;
    }

    /// <summary>Ends the waits whose facts hold; whether there were any.</summary>
    public bool Check()
    {
        List<(Func<bool> Holds, string What, TaskCompletionSource Source)> found;
        lock (_gate)
        {
            found = _awaited.FindAll(a => a.Holds());
            _awaited.RemoveAll(found.Contains);
        }

        found.ForEach(f => f.Source.SetResult());
        return found.Count > 0;
    }
}
