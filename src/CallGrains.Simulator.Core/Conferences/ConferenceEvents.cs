using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary>Tells a conference's application what happens in it.</summary>
internal sealed class ConferenceEvents(Exchange exchange, Func<Urls> urls, CallbackDispatcher post) : IConferenceNews
{
    public void SendState(Conference conference) => Post(conference, "conference", Json.Object(
        ("conferenceId", conference.Id),
        ("conferenceUri", urls().Conference(conference.Id)),
        ("status", conference.IsOver ? "completed" : "created"),
        ("createdTime", conference.CreatedTime.Iso()),
        ("completedTime", conference.CompletedTime?.Iso())));

    public void SendMember(Member member) => Post(member.Conference, "conference-member", Json.Object(
        ("conferenceId", member.Conference.Id),
        ("callId", member.Call.Id),
        ("memberId", member.Id),
        ("memberUri", $"{urls().Conference(member.Conference.Id)}/members/{member.Id}"),
        ("state", member.IsPresent ? "active" : "completed"),
        ("activeMembers", member.Conference.Present.Count()),
        ("hold", member.Hold),
        ("mute", member.Mute),
        ("time", exchange.Now.Iso())));

    /// <summary><c>conference-speak</c> or <c>conference-playback</c>, with the tag of the audio request.</summary>
    public void SendAudio(Conference conference, bool isSpeech, string status, string? tag) => Post(
        conference,
        isSpeech ? "conference-speak" : "conference-playback",
        Json.Object(
            ("conferenceId", conference.Id), ("conferenceUri", urls().Conference(conference.Id)),
            ("status", status), ("time", exchange.Now.Iso()), ("tag", tag)));

    private void Post(Conference conference, string type, JsonObject fields)
    {
        if (conference.Callback is not { } target)
        {
            return;
        }

        fields.Insert(0, "eventType", type);
        if (conference.Tag is { } tag && !fields.ContainsKey("tag"))
        {
            fields["tag"] = tag;
        }

        post.Post(conference.Line, new Delivery(conference.Id, type, target, fields, null, exchange.Reply));
    }
}
