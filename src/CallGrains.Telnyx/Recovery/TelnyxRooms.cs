using System.Text.Json;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx;

/// <summary>A conference as the carrier sees it.</summary>
/// <param name="Id">The carrier's own id.</param>
/// <param name="IsOver">Whether it is over; a conference of its name is never made again.</param>
internal sealed record Room(string Id, bool IsOver);

/// <summary>A call's stay in a conference, as the carrier sees it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="HasLeft">Whether it has left.</param>
/// <param name="IsMuted">Whether it cannot be heard.</param>
/// <param name="IsOnHold">Whether it hears nothing.</param>
/// <param name="Since">When it came.</param>
internal sealed record RoomMember(string CallId, bool HasLeft, bool IsMuted, bool IsOnHold, DateTimeOffset? Since);

/// <summary>Asks Telnyx for conferences. Safe for many threads.</summary>
internal sealed class TelnyxRooms(TelnyxHttp http)
{
    private const int PageSize = 250, MostPages = 20;

    private readonly Recent<Room> _byName = new();
    private readonly Recent<OperationKey> _sessions = new();

    /// <summary>
    /// The conference of a name; null when there is none yet. One that was seen once is not asked for again: what is
    /// sent to it is refused when it is over.
    /// </summary>
    public async Task<Room?> FindAsync(string name, CommandLease? lease, CancellationToken cancellationToken) =>
        _byName.Find(name) ?? await LookAsync(name, lease, cancellationToken);

    /// <summary>The same, as it is now.</summary>
    public async Task<Room?> LookAsync(string name, CommandLease? lease, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync($"conferences?filter%5Bname%5D={Uri.EscapeDataString(name)}&page%5Bsize%5D={PageSize}", lease, cancellationToken);
        var rooms = Fields.Items(answer, "data").Where(r => Fields.Text(r, "name") == name && Fields.Text(r, "id") is not null)
            .Select(r => new Room(Fields.Text(r, "id")!, Fields.Text(r, "status") == "completed")).ToList();
        var room = rooms.Find(r => !r.IsOver) ?? rooms.FirstOrDefault();
        if (room is not null)
        {
            _byName.Set(name, room);
        }

        return room;
    }

    /// <summary>A conference of that name was made.</summary>
    public void Made(string name, string id) => _byName.Set(name, new Room(id, IsOver: false));

    /// <summary>All stays in a conference, those that are over included, in the order of their beginnings.</summary>
    public async Task<IReadOnlyList<RoomMember>> StaysAsync(string id, CommandLease? lease, CancellationToken cancellationToken)
    {
        var all = new List<RoomMember>();
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await http.GetAsync($"conferences/{Uri.EscapeDataString(id)}/participants?page%5Bnumber%5D={page}&page%5Bsize%5D={PageSize}", lease, cancellationToken);
            var items = Fields.Items(answer, "data").ToList();
            all.AddRange(items.Where(m => Fields.Text(m, "call_control_id") is not null).Select(m =>
                new RoomMember(Fields.Text(m, "call_control_id")!, Fields.Text(m, "status") == "left", Is(m, "muted"), Is(m, "on_hold"), Fields.Time(m, "created_at"))));
            if (items.Count < PageSize)
            {
                break;
            }
        }

        return [.. all.OrderBy(m => m.Since)];
    }

    /// <summary>
    /// The grain and operation of a conference that the carrier names by its own id; null when it is none of ours.
    /// </summary>
    public async Task<OperationKey?> SessionOfAsync(string id, CancellationToken cancellationToken)
    {
        if (_sessions.Find(id) is { } known)
        {
            return known;
        }

        try
        {
            var answer = await http.GetAsync($"conferences/{Uri.EscapeDataString(id)}", null, cancellationToken);
            var session = RoomName.Parse(TelnyxCommands.DataOf(answer, "name"));
            if (session is not null)
            {
                _sessions.Set(id, session);
            }

            return session;
        }
        catch (CarrierException e) when (Failures.IsUnknown(e.Error))
        {
            return null;
        }
    }

    private static bool Is(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
