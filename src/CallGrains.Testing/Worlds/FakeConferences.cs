namespace CallGrains.Testing.Worlds;

/// <summary>The <see cref="FakeCarrier"/>'s conferences.</summary>
internal sealed class FakeConferences(FakeCarrier carrier)
{
    private readonly Dictionary<string, FakeConference> _rooms = [];

    /// <summary>The most members of one.</summary>
    public int MostMembers { get; set; } = 20;

    public IEnumerable<FakeConference> All => _rooms.Values;

    public FakeConference? Find(string id) => _rooms.GetValueOrDefault(id);

    public void DeliverAgain()
    {
        foreach (var room in _rooms.Values.ToList())
        {
            room.Line.DeliverAgain();
        }
    }

    public string? Execute(CommandRequest request, Func<string, FakeCall?> call)
    {
        if (request.Command is CreateConferenceCommand create)
        {
            return Open(create, request).Id;
        }

        var id = request.ConferenceId ?? request.Command.Seat!.ConferenceId;
        var room = Find(id) ?? throw FakeCarrier.Failed(RequestEffect.Gone, 404, "conference-not-found");
        if (room.IsOver)
        {
            return request.Command is EndConferenceCommand or ChangeMemberCommand { Leaves: true } ? null : throw FakeCarrier.Failed(RequestEffect.Gone, 403, "conference-error");
        }

        return request.Command is AddMemberCommand add ? Join(room, add, call(add.CallId)) : room.Execute(request);
    }

    private FakeConference Open(CreateConferenceCommand create, CommandRequest request)
    {
        var id = carrier.NextId("conf");
        World.Tokens.TryRead(request.CallbackUrl!.Segments[^1], out var address, out var leg);
        carrier.TookEffect($"conference {create.From}");
        var room = _rooms[id] = new FakeConference(carrier, id, new CallbackLine(carrier, address, leg, null)) { TakesKeys = !create.PassesDigits };
        room.Open();
        return room;
    }

    private string Join(FakeConference room, AddMemberCommand add, FakeCall? call)
    {
        var fault = call is not { State: "active" } ? "call-id-not-found"
            : call.IsOutbound && call.ConferenceId != room.Id ? "invalid-call-conference-id"
            : call.Room is not null ? "conference-error"
            : room.Count >= MostMembers ? "conference-max-members"
            : null;
        return fault is null ? room.Join(call!, add) : throw FakeCarrier.Failed(RequestEffect.Refused, 403, fault);
    }
}
