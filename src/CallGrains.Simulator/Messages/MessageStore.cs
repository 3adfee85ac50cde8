namespace CallGrains.Simulator.Messages;

/// <summary>The newest messages, by id and in their order. Touched only inside the exchange.</summary>
internal sealed class MessageStore(int kept)
{
    private readonly Dictionary<string, Message> byId = [];
    private readonly LinkedList<Message> byAge = new();

    public long Total { get; private set; }

    public Message? Find(string id) => byId.GetValueOrDefault(id);

    public Message Add(Func<long, Message> make)
    {
        var message = make(++Total);
        byId[message.Id] = message;
        byAge.AddLast(message);
        if (byAge.Count > kept)
        {
            byId.Remove(byAge.First!.Value.Id);
            byAge.RemoveFirst();
        }

        return message;
    }

    public IEnumerable<Message> OldestFirst() => byAge;

    public IEnumerable<Message> NewestFirst()
    {
        for (var node = byAge.Last; node is not null; node = node.Previous) yield return node.Value;
    }
}
