namespace CallGrains.Simulator.Conferences;

/// <summary>All conferences by id; the oldest completed ones are forgotten when there are more than kept.</summary>
internal sealed class ConferenceStore(int completedToKeep)
{
    private readonly OrderedDictionary<string, Conference> byId = [];
    private readonly Queue<string> completed = new();

    public IEnumerable<Conference> NewestFirst => byId.Values.Reverse();

    public Conference? Find(string id) => byId.GetValueOrDefault(id);

    public void Add(Conference conference) => byId[conference.Id] = conference;

    public void MarkCompleted(Conference conference)
    {
        completed.Enqueue(conference.Id);
        if (completed.Count > completedToKeep) byId.Remove(completed.Dequeue());
    }
}
