namespace CallGrains.Simulator.Bridges;

/// <summary>All bridges, oldest first; the oldest completed ones are forgotten when there are more than kept.</summary>
internal sealed class BridgeStore(int completedToKeep)
{
    private readonly OrderedDictionary<string, Bridge> byId = [];
    private readonly Queue<string> completed = new();

    public IEnumerable<Bridge> NewestFirst => byId.Values.Reverse();

    public Bridge? Find(string id) => byId.GetValueOrDefault(id);

    public void Add(Bridge bridge) => byId[bridge.Id] = bridge;

    public void MarkCompleted(Bridge bridge)
    {
        completed.Enqueue(bridge.Id);
        if (completed.Count > completedToKeep) byId.Remove(completed.Dequeue());
    }
}
