namespace CallGrains.Flows.Runtime;

/// <summary>
/// What sets one kind of grain apart in the kernel: what it knows, how it begins, and when it is over. Stateless, safe
/// for many threads.
/// </summary>
internal abstract class Subject
{
    private static readonly Subject Call = new CallSubject(), Letterbox = new RelaySubject(), Thread = new ThreadSubject(), Conference = new ConferenceSubject();

    public static Subject Of(FlowAddress address) => address.Kind == GrainKind.Thread ? Thread
        : address.Kind == GrainKind.Conference ? Conference
        : RelaySubject.Is(address) ? Letterbox
        : Call;

    public abstract GrainProjection NewProjection();

    /// <summary>What the first callback begins: entries that come before it, and what is made of it.</summary>
    public abstract Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows);

    /// <summary>What a first signal begins; null when it begins nothing here.</summary>
    public virtual JournalEntry? Open(FlowAddress address, Signal signal, FlowRegistry flows) => null;

    /// <summary>Where a grain that has begun stands.</summary>
    public abstract GrainState StateOf(GrainProjection projection, Standing standing);

    /// <summary>The keyword that an event is; null for none.</summary>
    public virtual Keyword? KeywordIn(CarrierEvent e, int leg, KeywordOptions words) => null;
}

/// <summary>How a grain begins with a callback.</summary>
/// <param name="Begin">Its first entry; null when it has not begun yet.</param>
/// <param name="Receipt">What is made of the callback.</param>
internal readonly record struct Opening(BeginEntry? Begin, Receipt Receipt);

/// <summary>What a grain has left to do.</summary>
/// <param name="Completed">Whether its flow is through.</param>
/// <param name="IsIdle">Whether it waits for nothing of its own: no outcome, step or timer.</param>
/// <param name="HasNews">Whether something came that the flow has not reacted to.</param>
internal readonly record struct Standing(bool Completed, bool IsIdle, bool HasNews);
