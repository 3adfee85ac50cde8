namespace CallGrains.Simulator.Conferences;

/// <summary>All conferences by id; the oldest completed ones are forgotten when there are more than kept.</summary>
internal sealed class ConferenceStore(int completedToKeep)
{
    private readonly OrderedDictionary<string, Conference> _byId = [];
    private readonly Queue<string> _completed = new();

    public IEnumerable<Conference> NewestFirst => _byId.Values.Reverse();

    public Conference? Find(string id) => _byId.GetValueOrDefault(id);

    public void Add(Conference conference) => _byId[conference.Id] = conference;

    public void MarkCompleted(Conference conference)
    {
        _completed.Enqueue(conference.Id);
        if (_completed.Count > completedToKeep)
        {
            _byId.Remove(_completed.Dequeue());
        }
    }
}
