namespace CallGrains.Simulator.Calls;

/// <summary>All calls by id and by age. The oldest ended ones are forgotten when there are more than kept.</summary>
internal sealed class CallStore(int endedToKeep)
{
    private readonly Dictionary<string, LinkedListNode<Call>> byId = [];
    private readonly LinkedList<Call> byAge = new();
    private readonly Queue<Call> ended = new();

    public int Count => byAge.Count;

    public int Live => byAge.Count - ended.Count;

    /// <summary>Raised for a call that is forgotten.</summary>
    public event Action<Call>? Forgotten;

    public Call? Find(string id) => byId.GetValueOrDefault(id)?.Value;

    public void Add(Call call) => byId[call.Id] = byAge.AddLast(call);

    public void MarkEnded(Call call)
    {
        ended.Enqueue(call);
        if (ended.Count > endedToKeep) Forget(ended.Dequeue());
    }

    public IEnumerable<Call> OldestFirst() => byAge;

    public IEnumerable<Call> NewestFirst()
    {
        for (var node = byAge.Last; node is not null; node = node.Previous) yield return node.Value;
    }

    private void Forget(Call call)
    {
        byAge.Remove(byId[call.Id]);
        byId.Remove(call.Id);
        Forgotten?.Invoke(call);
    }
}
