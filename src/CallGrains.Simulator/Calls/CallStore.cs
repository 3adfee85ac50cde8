namespace CallGrains.Simulator.Calls;

/// <summary>All calls by id and by age. The oldest ended ones are forgotten when there are more than kept.</summary>
internal sealed class CallStore(int endedToKeep)
{
    private readonly Dictionary<string, LinkedListNode<Call>> _byId = [];
    private readonly LinkedList<Call> _byAge = new();
    private readonly Queue<Call> _ended = new();

    public int Count => _byAge.Count;

    public int Live => _byAge.Count - _ended.Count;

    /// <summary>Raised for a call that is forgotten.</summary>
    public event Action<Call>? Forgotten;

    public Call? Find(string id) => _byId.GetValueOrDefault(id)?.Value;

    public void Add(Call call) => _byId[call.Id] = _byAge.AddLast(call);

    public void MarkEnded(Call call)
    {
        _ended.Enqueue(call);
        if (_ended.Count > endedToKeep)
        {
            Forget(_ended.Dequeue());
        }
    }

    public IEnumerable<Call> OldestFirst() => _byAge;

    public IEnumerable<Call> NewestFirst()
    {
        for (var node = _byAge.Last; node is not null; node = node.Previous)
        {
            yield return node.Value;
        }
    }

    private void Forget(Call call)
    {
        _byAge.Remove(_byId[call.Id]);
        _byId.Remove(call.Id);
        Forgotten?.Invoke(call);
    }
}
