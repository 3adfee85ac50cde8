namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Waits for whichever comes first: a signal, a key, the end of a leg, the end of the call, or the end of the time.
    /// Each of them is a result. The same on replay.
    /// </summary>
    /// <param name="signals">The names of signals; one that came before is taken at once. Each is given once.</param>
    /// <param name="keys">The keys that end the wait, any of <c>0-9 * # A-D</c>, pressed by the caller or by one of
    /// <paramref name="legs"/> while it waits; earlier ones are not kept. Also while a bridge or a sound goes on. Null
    /// for none.</param>
    /// <param name="legs">The legs whose end ends the wait.</param>
    /// <param name="timeout">The longest wait; null or infinite for as long as the call lasts.</param>
    /// <returns>What came. The end of the call is <see cref="OccurrenceKind.HungUp"/>, at once when it is over
    /// already.</returns>
    public async Task<Occurrence> WaitAnyAsync(
        IReadOnlyCollection<string>? signals = null, string? keys = null, IReadOnlyCollection<Leg>? legs = null, TimeSpan? timeout = null)
    {
        _run.EnsureTurn();
        var main = _run.Projection.Main;
        Leg[] others = [.. legs ?? []];
        int? timer = Limit(timeout) is { } limit && Already(takes: false) is null ? StartTimer(limit) : null;
        var found = await _run.WaitAsync<Occurrence>(input => Already(takes: true) ?? Coming(input));
        if (timer is { } running && found.Kind != OccurrenceKind.TimedOut)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return found;

        Answer<Occurrence>? Already(bool takes) =>
            (signals ?? []).FirstOrDefault(_run.Signals.Has) is { } signal ? new(Occurrence.Of(_run.Signals, signal, takes))
            : others.FirstOrDefault(l => l.Projection.Over) is { } ended ? new(new(OccurrenceKind.LegEnded) { Leg = ended })
            : main.Over ? new(new(OccurrenceKind.HungUp))
            : null;

        Answer<Occurrence>? Coming(JournalEntry? input) => input switch
        {
            TimerEntry fired when fired.Operation == timer => new(new(OccurrenceKind.TimedOut)),
            EventEntry { Event: DtmfEvent key } pressed when keys?.Contains(key.Digit, StringComparison.Ordinal) is true
                && (pressed.Leg == 0 || others.Any(l => l.Number == pressed.Leg)) =>
                new(new(OccurrenceKind.Key) { Key = key.Digit, Leg = others.FirstOrDefault(l => l.Number == pressed.Leg) }),
            _ => null,
        };
    }
}
