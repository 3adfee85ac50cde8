using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>
/// One conference at the <see cref="FakeCarrier"/>. An announcement takes a second; whoever is in when it ends is hung
/// up.
/// </summary>
internal sealed class FakeConference(FakeCarrier carrier, string id, CallbackLine line) : IRoom
{
    private readonly List<(FakeCall Call, MemberSnapshot Member)> _members = [];
    private (string Kind, string Tag)? _audio;
    private (bool Mute, bool Hold) _all;

    public string Id => id;

    public CallbackLine Line => line;

    public FlowAddress Address => line.Address;

    public int Leg => line.Leg;

    public IReadOnlyList<(string Id, string CallId)> Everybody => [.. _members.Select(m => (m.Member.Id, m.Member.CallId))];

    public bool IsOver { get; private set; }

    /// <summary>Whether keys are the members' controls, and reach no flow.</summary>
    public bool TakesKeys { get; init; }

    public int Count => _members.Count(m => !m.Member.HasLeft);

    public ConferenceSnapshot Snapshot => new(id, IsOver, [.. _members.Select(m => m.Member)]);

    /// <summary>How a call takes part; null when it does not.</summary>
    public MemberSnapshot? Of(FakeCall call) => _members.Find(m => m.Call == call && !m.Member.HasLeft).Member;

    public void Open() => Emit("conference", ("status", "created"));

    public string Join(FakeCall call, AddMemberCommand add)
    {
        carrier.TookEffect($"join {call.Id}");
        var member = new MemberSnapshot(carrier.NextId("member"), call.Id, false, add.Mute, add.Hold);
        _members.Add((call, member));
        call.Room = this;
        Tell(member);
        return member.Id;
    }

    public void Leave(FakeCall call)
    {
        var at = _members.FindIndex(m => m.Call == call && !m.Member.HasLeft);
        call.Room = null;
        Change(at, _members[at].Member with { HasLeft = true });
        if (Count == 0 && !IsOver)
        {
            Close();
        }
    }

    /// <summary>0 mutes, * mutes and deafens, # leaves; the others are volumes.</summary>
    public void Press(FakeCall call, char key)
    {
        var at = _members.FindIndex(m => m.Call == call && !m.Member.HasLeft);
        var member = _members[at].Member;
        switch (key)
        {
            case '#':
                Leave(call);
                break;
            case '0':
                Change(at, member with { Mute = !member.Mute });
                break;
            case '*':
                Change(at, member with { Mute = !member.Hold, Hold = !member.Hold });
                break;
        }
    }

    public string? Execute(CommandRequest request)
    {
        switch (request.Command)
        {
            case ChangeMemberCommand change:
                Change(change);
                break;
            case AnnounceCommand announce:
                carrier.TookEffect($"announce {announce.Prompt.Sentence ?? announce.Prompt.FileUrl!.ToString()}");
                _members.Where(m => m.Member is { HasLeft: false, Hold: false }).ToList().ForEach(m => m.Call.Hear(announce.Prompt.Sentence ?? announce.Prompt.FileUrl!.ToString()));
                Announce(announce.Prompt.FileUrl is null ? "conference-speak" : "conference-playback", BandwidthTag.Of(request), announce.Loop);
                _members.Where(m => m.Member is { HasLeft: false, Hold: false }).ToList()
                    .ForEach(m => m.Call.Heard.Add((carrier.World.Time.GetUtcNow(), announce.Prompt.Sentence ?? announce.Prompt.FileUrl!.ToString())));
                break;
            case StopAnnouncementCommand:
                StopAudio(null);
                break;
            case ChangeConferenceCommand all:
                ChangeAll(all);
                break;
            case EndConferenceCommand:
                carrier.TookEffect("end conference");
                End();
                break;
        }

        return null;
    }

    private void ChangeAll(ChangeConferenceCommand change)
    {
        var all = (change.Mute ?? _all.Mute, change.Hold ?? _all.Hold);
        if (all != _all)
        {
            _all = all;
            carrier.TookEffect($"all mute {change.Mute} hold {change.Hold}");
        }
    }

    private void End()
    {
        var present = _members.Where(m => !m.Member.HasLeft).Select(m => m.Call).ToList();
        IsOver = true;
        present.ForEach(Leave);
        Close();
        present.ForEach(c => c.End(HangupCause.NormalClearing));
    }

    private void Close()
    {
        StopAudio(null);
        IsOver = true;
        Emit("conference", ("status", "completed"));
    }

    private void Change(ChangeMemberCommand change)
    {
        var at = _members.FindIndex(m => m.Member.Id == change.Seat!.MemberId && !m.Member.HasLeft);
        if (at < 0)
        {
            _ = change.Leaves ? 0 : throw FakeCarrier.Failed(RequestEffect.Gone, 403, "conference-error");
        }
        else if (change.Leaves)
        {
            carrier.TookEffect($"leave {_members[at].Call.Id}");
            Leave(_members[at].Call);
        }
        else
        {
            var (call, member) = _members[at];
            var changed = member with { Mute = change.Mute ?? member.Mute, Hold = change.Hold ?? member.Hold };
            if (changed != member)
            {
                carrier.TookEffect($"member {call.Id} mute {changed.Mute} hold {changed.Hold}");
                Change(at, changed);
            }
        }
    }

    private void Change(int at, MemberSnapshot member)
    {
        _members[at] = (_members[at].Call, member);
        Tell(member);
    }

    private void Announce(string kind, string tag, bool loop)
    {
        StopAudio(null);
        _audio = (kind, tag);
        Emit(kind, ("status", "started"), ("tag", tag));
        if (!loop)
        {
            carrier.After(TimeSpan.FromSeconds(1), () => StopAudio(tag));
        }
    }

    private void StopAudio(string? only)
    {
        if (_audio is { } audio && (only is null || only == audio.Tag))
        {
            _audio = null;
            Emit(audio.Kind, ("status", "done"), ("tag", audio.Tag));
        }
    }

    private void Tell(MemberSnapshot m) => Emit(
        "conference-member", ("memberId", m.Id), ("callId", m.CallId), ("state", m.HasLeft ? "completed" : "active"), ("activeMembers", Count), ("mute", m.Mute), ("hold", m.Hold));

    private void Emit(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var e = new JsonObject { ["eventType"] = type, ["conferenceId"] = id, ["time"] = carrier.Stamp() };
        foreach (var (name, value) in fields)
        {
            e[name] = value;
        }

        var lost = carrier.Drops(e);
        carrier.World.TraceLog.Event(e, lost);
        if (!lost)
        {
            line.Post(e);
        }
    }
}
