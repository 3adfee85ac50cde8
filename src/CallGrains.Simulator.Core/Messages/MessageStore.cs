namespace CallGrains.Simulator.Messages;

/// <summary>The newest messages, by id and in their order. Touched only inside the exchange.</summary>
internal sealed class MessageStore(int kept)
{
    private readonly Dictionary<string, Message> _byId = [];
    private readonly LinkedList<Message> _byAge = new();

    public long Total { get; private set; }

    public Message? Find(string id) => _byId.GetValueOrDefault(id);

    public Message Add(Func<long, Message> make)
    {
        var message = make(++Total);
        _byId[message.Id] = message;
        _byAge.AddLast(message);
        if (_byAge.Count > kept)
        {
            _byId.Remove(_byAge.First!.Value.Id);
            _byAge.RemoveFirst();
        }

        return message;
    }

    public IEnumerable<Message> OldestFirst() => _byAge;

    public IEnumerable<Message> NewestFirst()
    {
        for (var node = _byAge.Last; node is not null; node = node.Previous)
        {
            yield return node.Value;
        }
    }
}
