using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Step 3 of a callback's way: drops what has been here, holds what is early, absorbs what is late. Not safe for many
/// threads.
/// </summary>
internal sealed class CallSequencer(GrainProjection projection)
{
    private readonly SeenKeys _seen = new();
    private OrderedDictionary<string, int>? _ranks;
    private Recurrence? _recurrence;
    private Dictionary<string, Stay>? _stays;

    /// <summary>Classifies an event; it changes nothing.</summary>
    /// <param name="received">The event.</param>
    /// <param name="leg">Its leg.</param>
    /// <param name="raw">Its callback's bytes.</param>
    /// <param name="now">When it came.</param>
    /// <param name="isMade">Whether the host made it, so that its time is none of the carrier's.</param>
    public Receipt Classify(ReceivedEvent received, int leg, ReadOnlyMemory<byte> raw, DateTimeOffset now, bool isMade = false)
    {
        var e = received.Event;
        if (WasHere(received, leg, raw, now) || (Phase(e, leg) is { } phase && _seen.ContainsKey(phase)) || HasLeftBefore(e))
        {
            return new Receipt(Disposition.Duplicate, $"a {e.EventType} event with these ids and states was here before");
        }

        if (!projection.Begun && leg == 0)
        {
            return new Receipt(Disposition.Held, "waits for incomingcall");
        }

        if (e is ConferenceMemberEvent member && IsOfAnotherStay(member, isMade))
        {
            return new Receipt(Disposition.Late, member.HasLeft ? "the member has come back since" : "the member has left");
        }

        if (projection.Leg(leg).Over && !OutlivesTheCall(e) && !IsStray(e, leg))
        {
            return new Receipt(Disposition.Late, $"the call was over ({projection.Leg(leg).Cause})");
        }

        if (e is MessageEvent { DeliveryRank: > 0 } message && message.DeliveryRank < RankOf(message.MessageId))
        {
            return new Receipt(Disposition.Late, "the message has come further already");
        }

        return IsStartOfSomethingDone(e, leg)
            ? new Receipt(Disposition.Late, $"this {e.EventType} was already done")
            : new Receipt(Disposition.Accepted);
    }

    /// <summary>Remembers an event that was journalled as accepted or held.</summary>
    public void Remember(ReceivedEvent received, int leg, ReadOnlyMemory<byte> raw, DateTimeOffset at, bool isMade = false)
    {
        var e = received.Event;
        var key = Key(received, leg, raw);
        _seen.Note(key, at.UtcTicks);
        if (IsInDoubt(received))
        {
            (_recurrence ??= new()).Remember(key, e, at);
        }

        if (Phase(e, leg) is { } phase)
        {
            _seen.Note(phase, at.UtcTicks);
        }

        if (e is MessageEvent message)
        {
            Reach(message.MessageId, message.DeliveryRank);
        }

        if (e is ConferenceMemberEvent member)
        {
            Remember(member, isMade);
        }
    }

    /// <summary>What must be known of an event that was journalled, to tell its double.</summary>
    public static SeenEvent Seen(EventEntry e) => new(KeyText(e.Received, e.Leg), e.At)
    {
        MessageId = (e.Event as MessageEvent)?.MessageId,
        Rank = (e.Event as MessageEvent)?.DeliveryRank ?? 0,
    };

    /// <summary>
    /// The latest events that were here since then, by their digests, and how far messages have come.
    /// </summary>
    /// <param name="since">The oldest.</param>
    /// <param name="most">How many of each at most.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<SeenEvent> Latest(DateTimeOffset since, int most, DateTimeOffset now) =>
    [
        .. _seen.Latest(since.UtcTicks, most).Select(s => new SeenEvent("", new DateTimeOffset(s.Ticks, TimeSpan.Zero)) { Digest = KeyDigest.Text(s.Key) }),
        .. (_ranks ?? []).TakeLast(most).Select(r => new SeenEvent("", now) { MessageId = r.Key, Rank = r.Value }),
    ];

    /// <summary>Knows these events, and no others.</summary>
    public void Restart(IEnumerable<SeenEvent> seen)
    {
        _seen.Clear();
        _ranks = null;
        _recurrence = null;
        _stays = null;
        foreach (var e in seen)
        {
            if (e.Digest is not null || e.Key.Length > 0)
            {
                _seen.Note(e.Digest is { } digest ? KeyDigest.Parse(digest) : KeyDigest.Of(e.Key), e.At.UtcTicks);
            }

            if (e.MessageId is { } message)
            {
                Reach(message, e.Rank);
            }
        }
    }

    /// <summary>
    /// The place of an event among those that were held: the end of the call comes last, but for what outlives it.
    /// </summary>
    public static int Rank(CarrierEvent e) => e switch
    {
        AnswerEvent => 0,
        HangupEvent or TimeoutEvent or ErrorEvent => 2,
        _ => OutlivesTheCall(e) ? 3 : 1,
    };

    private void Reach(string message, int rank) => (_ranks ??= new(StringComparer.Ordinal))[message] = Math.Max(rank, RankOf(message));

    private int RankOf(string message) => _ranks is not null && _ranks.TryGetValue(message, out var rank) ? rank : 0;

    private bool WasHere(ReceivedEvent received, int leg, ReadOnlyMemory<byte> raw, DateTimeOffset now)
    {
        var key = Key(received, leg, raw);
        return _seen.ContainsKey(key) && !(IsInDoubt(received) && _recurrence?.IsAnother(key, received.Event, now) == true);
    }

    /// <summary>A carrier that numbers its deliveries has keys that are never in doubt.</summary>
    private static bool IsInDoubt(ReceivedEvent e) => e.Event.IsKnownByTime && e.DedupeKey == e.Event.DedupeKey;

    private static UInt128 Key(ReceivedEvent e, int leg, ReadOnlyMemory<byte> raw) =>
        IsInDoubt(e) ? KeyDigest.Of(Recurrence.Key(KeyText(e, leg), e.Event, raw))
        : leg == 0 ? KeyDigest.Of(e.DedupeKey)
        : Digest($"{leg}:{e.DedupeKey}");

    private static string KeyText(ReceivedEvent e, int leg) => leg == 0 ? e.DedupeKey : $"{leg}:{e.DedupeKey}";

    /// <summary>
    /// An operation starts, is done and reports its digits once, whatever ids a supplied event could not know.
    /// </summary>
    private static UInt128? Phase(CarrierEvent e, int leg) => e switch
    {
        { OperationId: null } => null,
        CallAudioEvent { IsDone: true } or ConferenceAudioEvent { IsDone: true } => Done(e, leg),
        CallAudioEvent { IsStarted: true } or ConferenceAudioEvent { IsStarted: true } => Digest($"{leg}:audio:{e.OperationId}:started"),
        GatherEvent => Digest($"{leg}:gather:{e.OperationId}"),
        _ => null,
    };

    /// <summary>A member leaves once, until it is seen to have come back.</summary>
    private bool HasLeftBefore(CarrierEvent e) => e is ConferenceMemberEvent { HasLeft: true } member && _stays?.GetValueOrDefault(PlaceOf(member))?.HasLeft == true;

    /// <summary>
    /// Some carriers name a member by its call, which may leave and come back: the carrier's own times tell which stay
    /// an event is of.
    /// </summary>
    private bool IsOfAnotherStay(ConferenceMemberEvent e, bool isMade) => _stays?.GetValueOrDefault(PlaceOf(e)) is { } stay
        && (stay.HasLeft ? !(TimeOf(e, isMade) > stay.Since) : e.HasLeft && !isMade && e.Time < stay.Since);

    /// <summary>
    /// The carrier's time of an event that says that a member is in; null when only the host's is known.
    /// </summary>
    private static DateTimeOffset? TimeOf(ConferenceMemberEvent e, bool isMade) => isMade ? e.JoinedTime : e.Time;

    private static string PlaceOf(ConferenceMemberEvent e) => $"{e.ConferenceId}/{e.MemberId}";

    private void Remember(ConferenceMemberEvent e, bool isMade)
    {
        var time = e.HasLeft ? e.Time : TimeOf(e, isMade);
        if (e.HasLeft || !isMade || time is not null)
        {
            var place = PlaceOf(e);
            var before = _stays?.GetValueOrDefault(place);
            var since = !e.HasLeft && before is { HasLeft: false } && before.Since > time ? before.Since : time;
            (_stays ??= new(StringComparer.Ordinal))[place] = new Stay(e.HasLeft, since);
        }
    }

    /// <summary>A conference that was made twice: the other one may be over, and this one must be ended.</summary>
    private bool IsStray(CarrierEvent e, int leg) => e is ConferenceEvent { IsCompleted: false } conference && conference.ConferenceId != projection.Leg(leg).CallId;

    private bool IsStartOfSomethingDone(CarrierEvent e, int leg) =>
        e is CallAudioEvent { IsStarted: true, OperationId: not null } or ConferenceAudioEvent { IsStarted: true, OperationId: not null } && _seen.ContainsKey(Done(e, leg));

    private static UInt128 Done(CarrierEvent e, int leg) => Digest($"{leg}:audio:{e.OperationId}:done");

    /// <summary>The digest of a text that is made for nothing else.</summary>
    private static UInt128 Digest(ref DefaultInterpolatedStringHandler text)
    {
        var digest = KeyDigest.Of(text.Text);
        text.Clear();
        return digest;
    }

    private static bool OutlivesTheCall(CarrierEvent e) => e is RecordingEvent or TranscriptionEvent;

    /// <summary>Whether a member has left, and when it did, or when it was last told to be in.</summary>
    private sealed record Stay(bool HasLeft, DateTimeOffset? Since);
}
