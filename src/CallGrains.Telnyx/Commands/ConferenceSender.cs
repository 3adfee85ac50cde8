using System.Text.Json.Nodes;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx;

/// <summary>
/// Commands of conferences. A conference is made with its first member: until then it is a name. Members are named by
/// their calls. Safe for many threads.
/// </summary>
internal sealed class ConferenceSender(TelnyxHttp http, TelnyxRooms rooms, LegStates states, CommandBodies bodies)
{
    /// <summary>Whether a command is for a conference, or for a member of one.</summary>
    public static bool Takes(Command command) => command is ConferenceCommand or CreateConferenceCommand or { Seat: not null };

    /// <param name="request">The command.</param>
    /// <param name="before">Asks for the client state of a call, in the command's lease.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<string?> SendAsync(CommandRequest request, Func<string, Task<ClientState?>> before, CancellationToken cancellationToken)
    {
        switch (request.Command)
        {
            case CreateConferenceCommand:
                return RoomName.Of(request.Operation);
            case AddMemberCommand add:
                return await AddAsync(request, add, await before(add.CallId), cancellationToken);
            case ChangeMemberCommand { Leaves: true, Seat: { } seat }:
                await ActAsync(request, seat.ConferenceId, "leave", new JsonObject { ["call_control_id"] = seat.MemberId }, cancellationToken);
                break;
            case ChangeMemberCommand { Seat: { } seat } change:
                await SetAsync(request, seat.ConferenceId, change.Mute, change.Hold, [seat.MemberId], cancellationToken);
                break;
            case ChangeConferenceCommand all:
                await SetAsync(request, request.ConferenceId!, all.Mute, all.Hold, null, cancellationToken);
                break;
            case EndConferenceCommand:
                await ActAsync(request, request.ConferenceId!, "end", [], cancellationToken);
                break;
            case { Seat: { } seat }:
                await NameAsync(request, seat.MemberId, before, cancellationToken);
                var (verb, body) = bodies.ToMember(request.Command, seat.MemberId);
                await ActAsync(request, seat.ConferenceId, verb, body, cancellationToken);
                break;
            default:
                var (named, said) = bodies.ToAll(request.Command);
                await ActAsync(request, request.ConferenceId!, named, said, cancellationToken);
                break;
        }

        return null;
    }

    /// <summary>
    /// A sound to a member takes no client state, and its events come with that of another call: the member's own says
    /// which operation it is.
    /// </summary>
    private async Task NameAsync(CommandRequest request, string callId, Func<string, Task<ClientState?>> before, CancellationToken cancellationToken)
    {
        if (request.Command is StopAudioCommand)
        {
            return;
        }

        var state = ClientState.After(await before(callId), request);
        await http.PutAsync($"calls/{Uri.EscapeDataString(callId)}/actions/client_state_update", new JsonObject { ["client_state"] = state.Encode() }, request, cancellationToken);
        states.Set(callId, state);
    }

    private async Task<string> AddAsync(CommandRequest request, AddMemberCommand add, ClientState? before, CancellationToken cancellationToken)
    {
        var name = request.ConferenceId!;
        var state = ClientState.InRoom(before, add, new OperationKey(request.Operation.Grain, request.Leg));
        var isJoined = await rooms.FindAsync(name, request.Lease, cancellationToken) is { } room
            ? await JoinAsync(request, add, room, state, cancellationToken)
            : await MakeAsync(request, add, state, cancellationToken);
        if (state is not null)
        {
            states.Set(add.CallId, state);
        }

        if (!isJoined && (add.Mute || add.Hold))
        {
            await SetAsync(request, name, add.Mute ? true : null, add.Hold ? true : null, [add.CallId], cancellationToken);
        }

        return add.CallId;
    }

    /// <summary>The first member makes it; whether it is muted or on hold cannot be said then.</summary>
    /// <returns>Whether the member is in as it is to be.</returns>
    private async Task<bool> MakeAsync(CommandRequest request, AddMemberCommand add, ClientState? state, CancellationToken cancellationToken)
    {
        var body = Member(add, state);
        (body["name"], body["command_id"]) = (request.ConferenceId, CommandIds.Of(request.Operation));
        try
        {
            var answer = await PostAsync("conferences", body, request, cancellationToken);
            if (TelnyxCommands.DataOf(answer, "id") is { } id)
            {
                rooms.Made(request.ConferenceId!, id);
            }

            return false;
        }
        catch (CarrierException e) when (e.Error is { Status: 422, Code: "90033" })
        {
            // Another one has just made it.
            return await rooms.LookAsync(request.ConferenceId!, request.Lease, cancellationToken) is { IsOver: false } room
                ? await JoinAsync(request, add, room, state, cancellationToken)
                : throw new CarrierException(e.Error, RequestEffect.None, e) { RetryAfter = TimeSpan.FromMilliseconds(500) };
        }
    }

    /// <summary>A call that is in already was taken in before, by a request whose answer is lost.</summary>
    private async Task<bool> JoinAsync(CommandRequest request, AddMemberCommand add, Room room, ClientState? state, CancellationToken cancellationToken)
    {
        if (room.IsOver)
        {
            throw IsOver(request.ConferenceId!);
        }

        var body = Member(add, state);
        (body["mute"], body["hold"], body["command_id"]) = (add.Mute, add.Hold, CommandIds.Of(request.Operation));
        try
        {
            await PostAsync($"conferences/{room.Id}/actions/join", body, request, cancellationToken);
            return true;
        }
        catch (CarrierException e) when (e.Error is { Status: 422, Code: "90044" })
        {
            return false;
        }
    }

    private static JsonObject Member(AddMemberCommand add, ClientState? state)
    {
        var body = new JsonObject
        {
            ["call_control_id"] = add.CallId,
            ["beep_enabled"] = (add.JoinTone, add.LeavingTone) switch { (true, true) => "always", (true, false) => "on_enter", (false, true) => "on_exit", _ => "never" },
        };
        if (state is not null)
        {
            body["client_state"] = state.Encode();
        }

        return body;
    }

    /// <summary>To take everybody off hold they must be named.</summary>
    private async Task SetAsync(CommandRequest request, string name, bool? mute, bool? hold, IReadOnlyList<string>? members, CancellationToken cancellationToken)
    {
        if (mute is { } silent)
        {
            await ActAsync(request, name, silent ? "mute" : "unmute", Named(members), cancellationToken, isKnownAgain: false);
        }

        if (hold is not { } deaf)
        {
            return;
        }

        if (!deaf && members is null)
        {
            members = await PresentAsync(request, name, cancellationToken);
        }

        if (members is not { Count: 0 })
        {
            await ActAsync(request, name, deaf ? "hold" : "unhold", Named(members), cancellationToken, isKnownAgain: false);
        }
    }

    private async Task<IReadOnlyList<string>> PresentAsync(CommandRequest request, string name, CancellationToken cancellationToken)
    {
        var room = await rooms.FindAsync(name, request.Lease, cancellationToken) ?? throw IsOver(name);
        return [.. (await rooms.StaysAsync(room.Id, request.Lease, cancellationToken)).Where(s => !s.HasLeft).Select(s => s.CallId).Distinct()];
    }

    private static JsonObject Named(IReadOnlyList<string>? members) =>
        members is null ? [] : new JsonObject { ["call_control_ids"] = new JsonArray([.. members.Select(m => JsonValue.Create(m))]) };

    /// <param name="request">The command.</param>
    /// <param name="name">The conference.</param>
    /// <param name="verb">The action.</param>
    /// <param name="body">Its parameters.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="isKnownAgain">Whether the action takes a <c>command_id</c>.</param>
    private async Task ActAsync(CommandRequest request, string name, string verb, JsonObject body, CancellationToken cancellationToken, bool isKnownAgain = true)
    {
        var room = await rooms.FindAsync(name, request.Lease, cancellationToken);
        if (room is not { IsOver: false })
        {
            throw IsOver(name);
        }

        if (isKnownAgain && verb != "stop")
        {
            body["command_id"] = CommandIds.Of(request.Operation);
        }

        await PostAsync($"conferences/{room.Id}/actions/{verb}", body, request, cancellationToken);
    }

    /// <summary>
    /// That the call is over says nothing of the conference; one that the carrier has forgotten is over.
    /// </summary>
    private async Task<System.Text.Json.JsonElement> PostAsync(string path, JsonObject body, CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.PostAsync(path, body, request, cancellationToken);
        }
        catch (CarrierException e) when (request.Command is AddMemberCommand && e.Error is { Status: 422, Code: "90015" or "90018" })
        {
            throw new CarrierException(e.Error, RequestEffect.Refused, e);
        }
        catch (CarrierException e) when (e.Error is { Status: 404, Code: "90058" })
        {
            throw new CarrierException(e.Error, RequestEffect.Gone, e);
        }
    }

    private static CarrierException IsOver(string name) =>
        new(new CarrierError(0, null, "90019", $"The conference {name} has no member any more, or had none yet."), RequestEffect.Gone);
}
