using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Conferences;

/// <summary>Runs the conferences: who comes, who goes, who is heard.</summary>
internal sealed class ConferenceService
{
    private readonly Exchange _exchange;
    private readonly Ids _ids;
    private readonly ConferenceStore _store;
    private readonly IConferenceNews _events;
    private readonly CallLifecycle _life;

    public ConferenceService(Exchange exchange, Ids ids, ConferenceStore store, IConferenceNews events, CallLifecycle life)
    {
        _exchange = exchange;
        _ids = ids;
        _store = store;
        _events = events;
        _life = life;
        life.Ended += call => Remove(call.Member);
    }

    public void Open(Conference conference)
    {
        _store.Add(conference);
        _events.SendState(conference);
    }

    public Member Join(Conference conference, Call call, bool mute, bool hold, bool joinTone, bool leavingTone)
    {
        var member = new Member(_ids.Next("member"), conference, call, _exchange.Now) { Mute = mute, Hold = hold, JoinTone = joinTone, LeavingTone = leavingTone };
        conference.Members.Add(member);
        call.Member = member;
        call.Rooms.Add(conference.Id);
        Hear(call, "joined", conference.Id);
        if (joinTone)
        {
            Sound(member, "join");
        }

        if (member.CanListen)
        {
            conference.Audio?.Reach(call);
        }

        _events.SendMember(member);
        return member;
    }

    /// <summary>Nothing is told when nothing changes.</summary>
    public void Change(Member member, bool mute, bool hold)
    {
        if (member.Mute == mute && member.Hold == hold)
        {
            return;
        }

        Set(member, mute, hold);
        _events.SendMember(member);
    }

    /// <summary>For all members at once; the carrier tells of no single member then.</summary>
    public static void ChangeAll(Conference conference, bool mute, bool hold)
    {
        conference.Mute = mute;
        conference.Hold = hold;
        foreach (var member in conference.Present)
        {
            Set(member, mute, hold);
        }
    }

    /// <summary>The call goes on by itself; the conference ends with its last member.</summary>
    public void Remove(Member? member)
    {
        if (member is null)
        {
            return;
        }

        Leave(member);
        if (!member.Conference.Present.Any())
        {
            Close(member.Conference);
        }
    }

    /// <summary>Ends the conference and hangs up its calls.</summary>
    public void Complete(Conference conference)
    {
        var present = conference.Present.ToList();
        present.ForEach(Leave);
        Close(conference);
        present.ForEach(member =>
        {
            member.Call.EndedBy ??= "application";
            _life.End(member.Call, Causes.NormalClearing);
        });
    }

    /// <summary>
    /// What the keys do when the conference interprets them; volumes cannot be seen, so 1 to 9 do nothing.
    /// </summary>
    public void Press(Member member, char key)
    {
        if (key == '0')
        {
            Change(member, !member.Mute, member.Hold);
        }
        else if (key == '*')
        {
            Change(member, !member.Hold, !member.Hold);
        }
        else if (key == '#')
        {
            Remove(member);
        }
    }

    public void Announce(Conference conference, AudioRequest asked)
    {
        conference.Audio?.Stop();
        conference.Audio = new Announcement(_exchange, asked, () => Announced(conference, asked));
        _events.SendAudio(conference, asked.IsSpeech, "started", asked.Tag);
        conference.Audio.Start(conference.Present.Where(member => member.CanListen).Select(member => member.Call));
    }

    private static void Set(Member member, bool mute, bool hold)
    {
        member.Mute = mute;
        member.Hold = hold;
        if (member.CanListen)
        {
            member.Conference.Audio?.Reach(member.Call);
        }
        else
        {
            member.Conference.Audio?.Leave(member.Call);
        }
    }

    private void Announced(Conference conference, AudioRequest asked)
    {
        conference.Audio = null;
        _events.SendAudio(conference, asked.IsSpeech, "done", asked.Tag);
    }

    private void Leave(Member member)
    {
        member.RemovedTime = _exchange.Now;
        member.Call.Member = null;
        member.Conference.Audio?.Leave(member.Call);
        Hear(member.Call, "left", member.Conference.Id);
        if (member.LeavingTone)
        {
            Sound(member, "leave");
        }

        _events.SendMember(member);
    }

    private void Close(Conference conference)
    {
        conference.Audio?.Stop();
        conference.CompletedTime = _exchange.Now;
        _events.SendState(conference);
        _store.MarkCompleted(conference);
    }

    private void Sound(Member of, string tone)
    {
        foreach (var member in of.Conference.Present.Where(member => member.CanListen))
        {
            Hear(member.Call, "tone", tone);
        }
    }

    private void Hear(Call call, string kind, string text) => call.Heard.Add(new Sound(_exchange.Now, kind, text, null, isLoop: false));
}
