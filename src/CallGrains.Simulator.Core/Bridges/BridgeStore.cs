namespace CallGrains.Simulator.Bridges;

/// <summary>All bridges, oldest first; the oldest completed ones are forgotten when there are more than kept.</summary>
internal sealed class BridgeStore(int completedToKeep)
{
    private readonly OrderedDictionary<string, Bridge> _byId = [];
    private readonly Queue<string> _completed = new();

    public IEnumerable<Bridge> NewestFirst => _byId.Values.Reverse();

    public Bridge? Find(string id) => _byId.GetValueOrDefault(id);

    public void Add(Bridge bridge) => _byId[bridge.Id] = bridge;

    public void MarkCompleted(Bridge bridge)
    {
        _completed.Enqueue(bridge.Id);
        if (_completed.Count > completedToKeep)
        {
            _byId.Remove(_completed.Dequeue());
        }
    }
}
