namespace CallGrains.Flows;

/// <summary>
/// What is known of a conference. A leg is one conference of the carrier's: over the years one name has many, one after
/// the other. Everything holds in whatever order decisions and entries are applied, because a flow of handlers is given
/// its decisions first.
/// </summary>
internal sealed class ConferenceProjection : GrainProjection
{
    private readonly Dictionary<string, JoinProjection> _joins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JoinProjection> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JoinProjection> _ofCall = new(StringComparer.Ordinal);
    private readonly Dictionary<int, JoinProjection> _ofAdd = [];
    private readonly OrderedDictionary<string, (Participant Member, int Session)> _members = new(StringComparer.Ordinal);
    private readonly HashSet<int> _used = [];
    private readonly HashSet<int> _ending = [];
    private readonly HashSet<string> _strays = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal);

    /// <summary>The operation that made the newest conference; 0 for none.</summary>
    public int Session { get; private set; }

    /// <summary>The newest conference, unless it is over.</summary>
    public LegProjection? Current => Session > 0 && !Leg(Session).IsLost ? Leg(Session) : null;

    public bool IsLocked { get; set; }

    public IReadOnlyList<Participant> Members => [.. _members.Values.Where(m => m.Session == Session).Select(m => m.Member)];

    public int Count { get; private set; }

    /// <summary>Wishes without an answer, in the order they came.</summary>
    public IEnumerable<JoinProjection> Open => _open.Values.OrderBy(j => j.Message!.Moderator ? 0 : 1);

    public int WaitingCount => _open.Values.Count(j => j.IsWaiting && !j.IsInvitation);

    public bool HasModerator => _open.Values.Any(j => j.Message!.Moderator) || _members.Values.Any(m => m.Session == Session && m.Member.IsModerator);

    /// <summary>Members whose calls have taken back that they join, and who were not yet asked to leave.</summary>
    public IEnumerable<Participant> Unwanted => _ofCall.Values.Where(j => j.IsWithdrawn).Select(MemberOf).OfType<Participant>().Where(m => !_leaving.Contains(m.MemberId));

    /// <summary>
    /// Whether nobody is in the newest conference, was, or will be as far as is known: the carrier would keep it for
    /// ever.
    /// </summary>
    public bool IsDeserted => Current is { CallId: { } id } && !_used.Contains(Session) && _open.Count == 0
        && !_joins.Values.Any(j => j.InvitedTo == id && !j.IsWithdrawn);

    /// <summary>
    /// Wishes of calls that were taken in, and of which the carrier had told nothing when the conference was over: its
    /// events are lost.
    /// </summary>
    public IEnumerable<JoinProjection> Missed => _open.Values.Where(j => j is { IsIn: true, Message.CallId.Length: > 0 } && Leg(j.Session).Over);

    public bool IsEnding => _ending.Contains(Session);

    /// <summary>
    /// The member that the last event was about, and what it said; those of a conference that it ended.
    /// </summary>
    public (MemberChange Change, Participant? Member, IReadOnlyList<Participant> Remaining) News { get; private set; }

    /// <summary>
    /// Whether the last event said that a call has left where it was before: it wants to join again, or is in already.
    /// </summary>
    public bool IsOfEarlierStay { get; private set; }

    public override bool IsOver => !Sessions.Any(l => !l.Over);

    /// <summary>The carrier's own count differs from ours: an event may be missing.</summary>
    public override bool IsSuspect => _suspect;

    private bool _suspect;

    public bool IsIdle => IsOver && _open.Count == 0;

    private IEnumerable<LegProjection> Sessions => Legs.Where(l => l.Number > 0);

    /// <summary>What the watchdog needs to know.</summary>
    public IReadOnlyList<SilentConference> Silent(IReadOnlyList<AwaitedCommand> awaited) =>
        [.. Sessions.Where(s => s is { Over: false, CallId: not null }).Select(s => new SilentConference(s.Number, s.CallId!, s.Answered)
        {
            Members = [.. _members.Values.Where(m => m.Session == s.Number).Select(m => new KnownMember(m.Member.MemberId, m.Member.IsMuted, m.Member.IsOnHold))],
            Arriving = [.. _open.Values.Where(j => j.IsIn && j.Session == s.Number).Select(j => j.Outcome!.ResourceId!)],
            Awaited = [.. awaited.Where(c => c.Leg == s.Number)],
        })];

    public bool IsStray(ConferenceEvent e, int leg) => !e.IsCompleted && Leg(leg).CallId != e.ConferenceId && !_strays.Contains(e.ConferenceId);

    /// <summary>Whether a call wishes to be in, and was not seen there since.</summary>
    public bool WantsIn(string callId) => _ofCall.TryGetValue(callId, out var join) && join.IsOpen;

    public JoinMessage? MessageOf(string callId) => _ofCall.GetValueOrDefault(callId)?.Message;

    public override void Note(CommandDecided decided)
    {
        base.Note(decided);
        switch (decided.Command)
        {
            case CreateConferenceCommand:
                Session = Math.Max(Session, decided.Id);
                break;
            case AddMemberCommand add:
                var join = _ofAdd[decided.Id] = Join(add.Join);
                (join.Add, join.Session, join.Outcome) = (decided.Id, decided.Leg, null);
                Sort(join);
                break;
            case EndConferenceCommand { Stray: { } stray }:
                _strays.Add(stray);
                break;
            case EndConferenceCommand:
                _ending.Add(decided.Leg);
                break;
            case ChangeMemberCommand { Leaves: true, Seat.MemberId: var member }:
                _leaving.Add(member);
                break;
            case SignalCommand message:
                Note(message);
                break;
        }
    }

    public override void Apply(CommandDecided decided, CommandOutcome outcome, DateTimeOffset at)
    {
        base.Apply(decided, outcome, at);
        if (_ofAdd.TryGetValue(decided.Id, out var join) && join.Add == decided.Id)
        {
            join.Outcome = outcome;
            Sort(join);
        }
    }

    public override void Apply(SignalEntry signal)
    {
        switch (signal.Name)
        {
            case ConferenceProtocol.Join or ConferenceProtocol.Invite:
                var message = ConferenceProtocol.Read<JoinMessage>(signal.Value);
                var join = Join(JoinMessage.KeyOf(message.Call, message.Operation));
                join.Message = message;
                if (!join.IsInvitation)
                {
                    _ofCall[message.CallId] = join;
                }

                Sort(join);
                break;
            case ConferenceProtocol.Withdraw:
                var back = ConferenceProtocol.Read<WithdrawMessage>(signal.Value);
                var withdrawn = Join(JoinMessage.KeyOf(back.Call, back.Operation));
                withdrawn.IsWithdrawn = true;
                Sort(withdrawn);
                break;
        }
    }

    public override void Apply(CarrierEvent e, int leg, DateTimeOffset at)
    {
        News = (MemberChange.None, null, []);
        IsOfEarlierStay = false;
        switch (e)
        {
            case ConferenceEvent conference:
                Apply(conference, Leg(leg), at);
                break;
            case ConferenceMemberEvent member:
                Apply(member, leg);
                break;
        }
    }

    private void Apply(ConferenceEvent e, LegProjection session, DateTimeOffset at)
    {
        session.Apply(e, at);
        if (session.Over)
        {
            News = (MemberChange.None, null, [.. _members.Values.Where(m => m.Session == session.Number).Select(m => m.Member)]);
            foreach (var member in News.Remaining)
            {
                Forget(member);
            }

            Recount(null);
        }
    }

    private void Apply(ConferenceMemberEvent e, int leg)
    {
        // What the host makes of an answer names the conference alone.
        var session = leg > 0 ? leg : Sessions.LastOrDefault(s => s.CallId == e.ConferenceId)?.Number ?? 0;
        var isKnown = _members.TryGetValue(e.MemberId, out var known);
        var before = isKnown && known.Session == session ? known.Member : null;
        var join = _ofCall.GetValueOrDefault(e.CallId);
        IsOfEarlierStay = e.HasLeft && isKnown && (before is null || join is { IsOpen: true });
        var now = (before ?? new Participant(e.MemberId, e.CallId)
        {
            Call = join is null ? null : FlowAddress.Parse(join.Message!.Call),
            Number = join?.Message!.Party,
            IsModerator = join?.Message!.Moderator ?? false,
        }) with
        { IsMuted = e.Mute ?? before?.IsMuted ?? join?.Message!.Mute ?? false, IsOnHold = e.Hold ?? before?.IsOnHold ?? join?.Message!.Hold ?? false };
        if (e.HasLeft)
        {
            News = (before is null ? MemberChange.None : MemberChange.Left, now, []);
            _ = (before is not null || !isKnown) && _members.Remove(now.MemberId);
        }
        else
        {
            _ = before is null && _leaving.Remove(e.MemberId);
            News = (before is null ? MemberChange.Joined : before == now ? MemberChange.None : MemberChange.Changed, now, []);
            _members[e.MemberId] = (now, session);
        }

        _used.Add(session);
        Seat(join, isOfOld: (e.HasLeft && before is not null) || IsOfEarlierStay);
        Recount(e);
    }

    /// <summary>
    /// One that leaves and was never seen to come has been in all the same; one that was seen may be the call's place
    /// of before.
    /// </summary>
    private void Seat(JoinProjection? join, bool isOfOld)
    {
        if (join is not null && !isOfOld)
        {
            join.IsSeated = true;
            Sort(join);
        }
    }

    /// <summary>The carrier's own example counts the one who leaves.</summary>
    private void Recount(ConferenceMemberEvent? e)
    {
        Count = _members.Values.Count(m => m.Session == Session);
        _suspect = e?.ActiveMembers is { } told && told != Count && !(e.HasLeft && told == Count + 1);
    }

    private void Forget(Participant member) => _members.Remove(member.MemberId);

    private void Note(SignalCommand message)
    {
        if (ConferenceProtocol.IsRefusal(message.Name, out var refused))
        {
            var join = Join(JoinMessage.KeyOf(message.To, refused));
            join.IsRefused = true;
            Sort(join);
        }
        else if (ConferenceProtocol.IsMember(message, out var member, out var e) && e.HasLeft)
        {
            var join = Join(JoinMessage.KeyOf(message.To, member));
            join.ToldOut = e.MemberId;
            Sort(join);
        }
        else if (ConferenceProtocol.IsInvitation(message.Name, out var invited))
        {
            var join = Join(JoinMessage.KeyOf(message.To, invited));
            join.InvitedTo = ConferenceProtocol.Read<string>(message.Value);
            Sort(join);
        }
    }

    private Participant? MemberOf(JoinProjection join) => _members.Values.FirstOrDefault(m => m.Session == Session && m.Member.CallId == join.Message!.CallId).Member;

    private JoinProjection Join(string key)
    {
        if (!_joins.TryGetValue(key, out var join))
        {
            _joins[key] = join = new JoinProjection(key);
        }

        return join;
    }

    private void Sort(JoinProjection join)
    {
        if (join.IsOpen)
        {
            _open[join.Key] = join;
        }
        else
        {
            _open.Remove(join.Key);
        }
    }
}
