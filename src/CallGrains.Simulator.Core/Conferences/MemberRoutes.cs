using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary>
/// <c>/conferences/{id}/members</c>: add, list, read, change (remove, mute, hold), speak and play to one.
/// </summary>
internal sealed class MemberRoutes(ConferenceGuard guard, ConferenceService desk, CallStore calls, AudioPlayer audio, int mostMembers)
{
    private const string Members = "/conferences/{conferenceId}/members";

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost(Members, gate.Carrier(Add));
        user.MapGet(Members, gate.Carrier(List));
        user.MapGet($"{Members}/{{memberId}}", gate.Carrier(request => ApiReply.Json(ConferenceView.Render(guard.FindMember(request), request.Urls))));
        user.MapPost($"{Members}/{{memberId}}", gate.Carrier(Update));
        user.MapPost($"{Members}/{{memberId}}/audio", gate.Carrier(Play));
    }

    private ApiReply Add(ApiRequest request)
    {
        var body = request.Body;
        var conference = guard.FindOpen(request, "take a member");
        var call = FindCall(body.Required("callId", "member"), conference);
        var (mute, hold) = (body.Flag("mute") ?? conference.Mute, body.Flag("hold") ?? conference.Hold);
        if (conference.Present.Count() >= mostMembers)
        {
            throw ApiError.Limit("conference-max-members", $"The conference {conference.Id} has {mostMembers} members already; it takes no more.", ("conferenceId", conference.Id));
        }

        var member = desk.Join(conference, call, mute, hold, body.Flag("joinTone") ?? false, body.Flag("leavingTone") ?? false);
        return ApiReply.Created($"{request.Urls.Conference(conference.Id)}/members/{member.Id}");
    }

    /// <summary>
    /// An outbound call must have been created for this conference. An inbound one cannot name one, so it may join any;
    /// the carrier's documents leave it no other way.
    /// </summary>
    private Call FindCall(string id, Conference conference)
    {
        if (calls.Find(id) is not { IsOver: false } call)
        {
            throw ApiError.Forbidden("call-id-not-found", $"There is no call {id} that is not over; a member needs an active call.", ("callId", id));
        }

        if (!call.IsInbound && call.Order.ConferenceId != conference.Id)
        {
            throw ApiError.Forbidden("invalid-call-conference-id", $"The call {id} was not created for the conference {conference.Id}; create it with conferenceId.", ("callId", id), ("conferenceId", conference.Id));
        }

        CallGuard.Require(call, call.State == CallState.Active, "join a conference", "active");
        if (call.Member is { } member)
        {
            throw ApiError.Forbidden("conference-error", $"The call {id} is a member already ({member.Id} of {member.Conference.Id}).", ("callId", id), ("conferenceId", member.Conference.Id));
        }

        return call;
    }

    private ApiReply List(ApiRequest request) =>
        ApiReply.Json(Json.Array(guard.Find(request).Members.Select(member => ConferenceView.Render(member, request.Urls))));

    private ApiReply Update(ApiRequest request)
    {
        var body = request.Body;
        var leaves = body.Choice("state", "completed") is not null;
        var (mute, hold, joinTone, leavingTone) = (body.Flag("mute"), body.Flag("hold"), body.Flag("joinTone"), body.Flag("leavingTone"));
        if (!body.Entries().Any())
        {
            guard.FindMember(request);
            return ApiReply.Ok;
        }

        var member = guard.FindPresent(request, leaves ? "be removed" : "be changed");
        member.JoinTone = joinTone ?? member.JoinTone;
        member.LeavingTone = leavingTone ?? member.LeavingTone;
        desk.Change(member, mute ?? member.Mute, hold ?? member.Hold);
        if (leaves)
        {
            desk.Remove(member);
        }

        return ApiReply.Ok;
    }

    private ApiReply Play(ApiRequest request)
    {
        var asked = AudioRequest.Read(request.Body, request.Body.Text("tag"), mayStop: true, request.Sounds);
        audio.Change(guard.FindPresent(request, "speak or play").Call, asked);
        return ApiReply.Ok;
    }
}
