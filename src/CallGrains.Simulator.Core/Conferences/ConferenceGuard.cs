using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary>Finds the conference or member of a request and refuses what its state does not allow.</summary>
internal sealed class ConferenceGuard(ConferenceStore store)
{
    public Conference Find(ApiRequest request) => Find(request.Route("conferenceId"));

    public Conference Find(string id) => store.Find(id)
        ?? throw ApiError.NotFound("conference-not-found", $"The conference {id} could not be found.", ("conferenceId", id));

    public Conference FindOpen(ApiRequest request, string what)
    {
        var conference = Find(request);
        RequireOpen(conference, what);
        return conference;
    }

    public Member FindMember(ApiRequest request)
    {
        var conference = Find(request);
        var id = request.Route("memberId");
        return conference.Members.Find(member => member.Id == id)
            ?? throw ApiError.NotFound("conference-member-not-found", $"The conference {conference.Id} has no member {id}.", ("conferenceId", conference.Id), ("memberId", id));
    }

    public Member FindPresent(ApiRequest request, string what)
    {
        var member = FindMember(request);
        if (member.IsPresent)
        {
            return member;
        }

        throw ApiError.Forbidden("conference-error", $"The member {member.Id} has left: it cannot {what}.", ("conferenceId", member.Conference.Id), ("memberId", member.Id));
    }

    public static void RequireOpen(Conference conference, string what)
    {
        if (conference.IsOver)
        {
            throw ApiError.Forbidden("conference-error", $"The conference {conference.Id} is completed: it cannot {what}, its state is final.", ("conferenceId", conference.Id));
        }
    }
}
