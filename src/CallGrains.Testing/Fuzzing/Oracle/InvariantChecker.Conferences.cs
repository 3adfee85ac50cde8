using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>Conferences, as the carrier has them and as their grains' journals have them.</content>
internal sealed partial class InvariantChecker
{
    /// <summary>
    /// The event that alone can tell is waited for, from when the process that asks began to, which is a little after
    /// the request's arrival at the latest.
    /// </summary>
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(4);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);

    /// <summary>
    /// What no question can find out, and what sets a state that keys may have changed meanwhile: see the README of the
    /// commands.
    /// </summary>
    private static bool MayHappenTwice(AuditedCommand command) => command.Attempts >= command.Effects - 1
        && command.Decided.Command is CreateConferenceCommand or AnnounceCommand or ChangeMemberCommand or ChangeConferenceCommand;

    /// <summary>Such a command is sent again only when its event has stayed away.</summary>
    private bool IsRash(AuditedCommand command) => command.Decided.Command is CreateConferenceCommand or AnnounceCommand && command.Effects > 0 && !IsRepeatable(command.Decided.Command)
        && (command.ToldAt is { } told ? fuzz.Elapsed - told > OnItsWay : fuzz.Elapsed - command.EffectAt < EventPatience);

    /// <summary>An event that was taken makes its conference known, whatever its disposition.</summary>
    private void Know(FlowAddress to, GrainMessage message)
    {
        if (message is Callback { Event: ConferenceEvent e } && to.Kind == GrainKind.Conference)
        {
            _known.Add(e.ConferenceId);
        }
    }

    /// <summary>An empty conference whose event and answer are both lost is known to nobody.</summary>
    private bool IsKnown(IRoom room) => _known.Contains(room.Id) || room.Everybody.Count > 0 || Of(room.Address).KnowsOf(room.Id);

    /// <summary>What is wrong with a member or a conference that has just been made; null for nothing.</summary>
    private string? Meets(GrainAudit grain, AuditedCommand command) => command.Decided.Command switch
    {
        AddMemberCommand add when !_joined.Add(add.Join) => $"promise 3: {add.Join} was taken in twice",
        AddMemberCommand when RoomsOf(grain).Where(r => r.Count > 0).ToList() is { Count: > 1 } rooms =>
            $"{grain.Address} is in {rooms.Count} conferences at once: {string.Join(", ", rooms.Select(r => r.Id))}",
        CreateConferenceCommand when RoomsOf(grain).FirstOrDefault(r => r.Leg != command.Decided.Id && !r.IsOver && grain.KnowsOf(r.Id) && !grain.IsOver(r.Id)) is { } other =>
            $"{grain.Address} makes another conference while {other.Id} goes on",
        _ => null,
    };

    /// <summary>At the end the journal's members are the carrier's: all are known, and all have left.</summary>
    private void CheckRooms()
    {
        foreach (var room in fuzz.World.Network.AllRooms)
        {
            var grain = Of(room.Address);
            foreach (var member in room.Everybody)
            {
                Check(grain.HasSeen(member.Id) || IsToldOf(grain, member) ? null : $"promise 7: {member.Id} ({member.CallId}) was in {room.Id}, and {grain.Address} never heard of it");
            }
        }

        foreach (var grain in _grains.Values)
        {
            Check(grain.Present.FirstOrDefault() is { } member ? $"promise 7: {member} is still in {grain.Address}, says its journal" : null);
        }
    }

    /// <summary>
    /// Its call was told, or that nobody knows, or had taken its wish back, and nobody waits for the news.
    /// </summary>
    private static bool IsToldOf(GrainAudit grain, (string Id, string CallId) member) => grain.Commands.Values.Any(c => c.Decided.Command switch
    {
        SignalCommand signal => signal.Value?.GetRawText().Contains($"\"{member.Id}\"", StringComparison.Ordinal) == true,
        AddMemberCommand add => add.CallId == member.CallId && (c.Outcome?.Status == OutcomeStatus.Unknown || grain.IsWithdrawn(add.Join)),
        _ => false,
    });

    private IEnumerable<IRoom> RoomsOf(GrainAudit grain) => fuzz.World.Network.AllRooms.Where(r => r.Address == grain.Address);
}
