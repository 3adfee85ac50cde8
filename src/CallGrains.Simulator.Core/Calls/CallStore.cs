namespace CallGrains.Simulator.Calls;

/// <summary>All calls by id and by age. The oldest ended ones are forgotten when there are more than kept.</summary>
internal sealed class CallStore(int endedToKeep)
{
    private readonly Dictionary<string, LinkedListNode<Call>> _byId = [];
    private readonly LinkedList<Call> _byAge = new();
    private readonly LinkedList<Call> _live = new();
    private readonly Dictionary<string, LinkedListNode<Call>> _liveById = [];
    private readonly Queue<Call> _ended = new();

    public int Count => _byAge.Count;

    public int Live => _byAge.Count - _ended.Count;

    /// <summary>Raised for a call that is forgotten.</summary>
    public event Action<Call>? Forgotten;

    public Call? Find(string id) => _byId.GetValueOrDefault(id)?.Value;

    /// <summary>Those that are not over, oldest first.</summary>
    public IEnumerable<Call> AllLive => _live;

    public void Add(Call call)
    {
        _byId[call.Id] = _byAge.AddLast(call);
        _liveById[call.Id] = _live.AddLast(call);
    }

    public void MarkEnded(Call call)
    {
        _ended.Enqueue(call);
        if (_liveById.Remove(call.Id, out var node))
        {
            _live.Remove(node);
        }

        if (_ended.Count > endedToKeep)
        {
            Forget(_ended.Dequeue());
        }
    }

    public IEnumerable<Call> OldestFirst() => _byAge;

    public IEnumerable<Call> NewestFirst() => From(_byAge.Last);

    /// <summary>Those that began before a call, newest first.</summary>
    public IEnumerable<Call> Before(Call call) => From(_byId[call.Id].Previous);

    private static IEnumerable<Call> From(LinkedListNode<Call>? last)
    {
        for (var node = last; node is not null; node = node.Previous)
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
