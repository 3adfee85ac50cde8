using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The calls whose end a flow of handlers waits for, those that it has started first of all, until it is told how they
/// ended. Not safe for many threads.
/// </summary>
internal sealed class StartedCalls
{
    // By the operation that asked to be told; what the one before it did (start the call, tell it something) was done,
    // or there is no such call.
    private readonly Dictionary<int, FlowAddress> _watched = [];

    public bool Any => _watched.Count > 0;

    public void Note(CommandDecided decided)
    {
        if (decided.Command is SignalCommand { Name: SignalNames.Watch } watch)
        {
            _watched[decided.Id] = FlowAddress.Parse(watch.To);
        }
    }

    /// <summary>The call whose end an entry tells; null when it tells none.</summary>
    public (FlowAddress Call, CallResult Result)? EndedBy(JournalEntry input) => WatchOf(input) is not { } watch ? null
        : input is SignalEntry { Value: { } value } ? (_watched[watch], value.Deserialize<CallResult>(JsonSerializerOptions.Web)!)
        : (_watched[watch], CallResult.NotStarted);

    public void Settle(JournalEntry input)
    {
        if (WatchOf(input) is { } watch)
        {
            _watched.Remove(watch);
        }
    }

    private int? WatchOf(JournalEntry input) => input switch
    {
        SignalEntry signal => Find(w => CallWatch.EndedName(w) == signal.Name),
        OutcomeEntry { Outcome.IsDone: false } o => Find(w => o.Operation == w || o.Operation == w - 1),
        _ => null,
    };

    private int? Find(Func<int, bool> isIt) => _watched.Keys.Where(isIt).Select(w => (int?)w).FirstOrDefault();
}
