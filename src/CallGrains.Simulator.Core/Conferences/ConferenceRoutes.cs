using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary><c>/conferences</c>: create, read, change (complete, hold, mute), speak and play to everybody.</summary>
internal sealed class ConferenceRoutes(Exchange exchange, Ids ids, ConferenceGuard guard, ConferenceService desk, NumberStore numbers, CallbackDispatcher post)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/conferences", gate.Carrier(Create));
        user.MapGet("/conferences/{conferenceId}", gate.Carrier(request => ApiReply.Json(ConferenceView.Render(guard.Find(request)))));
        user.MapPost("/conferences/{conferenceId}", gate.Carrier(Update));
        user.MapPost("/conferences/{conferenceId}/audio", gate.Carrier(Announce));
    }

    private ApiReply Create(ApiRequest request)
    {
        var body = request.Body;
        var from = Address.Number(body, "from", "conference");
        numbers.RequireOwned(from, request.Urls.UserId);
        var profile = body.Choice("profile", "interpret_digits", "passthru_digits");
        var conference = new Conference(ids.Next("conf"), from, exchange.Now, post.OpenLine())
        {
            Callback = CallbackTarget.Read(body),
            PassesDigits = profile == "passthru_digits",
            Tag = body.Text("tag"),
        };
        desk.Open(conference);
        return ApiReply.Created(request.Urls.Conference(conference.Id));
    }

    private ApiReply Update(ApiRequest request)
    {
        var body = request.Body;
        var conference = guard.Find(request);
        var completed = body.Choice("state", "completed") is not null;
        var (mute, hold) = (body.Flag("mute"), body.Flag("hold"));
        var callback = CallbackTarget.Change(body, conference.Callback);
        if (body.Entries().Any())
        {
            ConferenceGuard.RequireOpen(conference, completed ? "be completed" : "be changed");
        }

        conference.Callback = callback;
        conference.Tag = body.Text("tag") ?? conference.Tag;
        if (mute is not null || hold is not null)
        {
            ConferenceService.ChangeAll(conference, mute ?? conference.Mute, hold ?? conference.Hold);
        }

        if (completed)
        {
            desk.Complete(conference);
        }

        return ApiReply.Ok;
    }

    private ApiReply Announce(ApiRequest request)
    {
        var asked = AudioRequest.Read(request.Body, request.Body.Text("tag"), mayStop: true, request.Sounds);
        var conference = guard.FindOpen(request, "speak or play");
        if (!asked.IsStop)
        {
            desk.Announce(conference, asked);
            return ApiReply.Ok;
        }

        asked.RequireSame(conference.Audio?.Request, $"the conference {conference.Id}", ("conferenceId", conference.Id));
        conference.Audio!.Stop();
        return ApiReply.Ok;
    }
}
