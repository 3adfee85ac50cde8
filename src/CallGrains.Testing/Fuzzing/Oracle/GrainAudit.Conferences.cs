using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>What a conference's journal says of the carrier's conferences and their members.</content>
internal sealed partial class GrainAudit
{
    private readonly Dictionary<int, string> _made = [];
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Number, DateTimeOffset? End)> _stays = new(StringComparer.Ordinal);

    /// <summary>Whether it knows of this conference of the carrier's.</summary>
    public bool KnowsOf(string conference) => _made.ContainsValue(conference);

    public bool IsOver(string conference) => _over.Contains(conference);

    public bool HasSeen(string member) => _members.ContainsKey(member);

    /// <summary>Who is in a conference, as far as it knows.</summary>
    public IEnumerable<string> Present => _members.Where(m => !_left.Contains(m.Key) && !_over.Contains(m.Value)).Select(m => m.Key);

    /// <summary>Whether a call has taken back its wish to join: the call's address and operation.</summary>
    public bool IsWithdrawn(string join) => Inputs.OfType<SignalEntry>().Any(s => s is { Name: "$withdraw", Value: { } value }
        && $"{value.GetProperty("call")}#{value.GetProperty("operation")}" == join);

    private string? Meet(EventEntry entry, HostProcess by, TimeSpan at) => entry.Event switch
    {
        ConferenceEvent e => Meet(e, entry.Leg, by, at),
        ConferenceMemberEvent e => Meet(e),
        ConferenceAudioEvent e => Meet(e, at),
        _ => null,
    };

    private string? Meet(ConferenceEvent e, int leg, HostProcess by, TimeSpan at)
    {
        _made.TryAdd(leg, e.ConferenceId);
        if (_commands.TryGetValue(leg, out var made))
        {
            made.ToldAt ??= at;
        }

        if (!e.IsCompleted)
        {
            return _over.Contains(e.ConferenceId) ? $"promise 6: conference {e.ConferenceId} begins after its end" : null;
        }

        _over.Add(e.ConferenceId);
        if (_made[leg] == e.ConferenceId)
        {
            _ends.TryAdd(leg, new End(by, at));
        }

        return null;
    }

    private string? Meet(ConferenceMemberEvent e)
    {
        if (_over.Contains(e.ConferenceId))
        {
            return $"promise 6: member {e.MemberId} of {e.ConferenceId} reaches the flow after the end of the conference";
        }

        if (_left.Contains(e.MemberId) && !ComesBack(e))
        {
            return $"promise 2: member {e.MemberId} is in again after it had left";
        }

        _members[e.MemberId] = e.ConferenceId;
        if (e.HasLeft)
        {
            _left.Add(e.MemberId);
            _stays[e.MemberId] = (_stays.GetValueOrDefault(e.MemberId).Number, e.Time);
        }

        return null;
    }

    /// <summary>
    /// Where a member is named by its call, the call may leave and come back; the carrier's times tell the stays apart.
    /// Of a stay in another conference the beginning may be lost.
    /// </summary>
    private bool ComesBack(ConferenceMemberEvent e)
    {
        var (number, end) = _stays[e.MemberId];
        if (e.MemberId != e.CallId || !(e.Time > end) || (e.HasLeft && _members[e.MemberId] == e.ConferenceId))
        {
            return false;
        }

        _stays[e.MemberId] = (number + 1, null);
        return _left.Remove(e.MemberId);
    }

    /// <summary>Which of its stays a leaving ends, where that makes it another event; empty otherwise.</summary>
    private string StayOf(CarrierEvent e) => e is ConferenceMemberEvent { HasLeft: true } m && m.MemberId == m.CallId && _stays.TryGetValue(m.MemberId, out var stay) ? $" {stay.Number}" : "";

    private string? Meet(ConferenceAudioEvent e, TimeSpan at)
    {
        if (e.OperationId is { } operation && _commands.TryGetValue(operation, out var command))
        {
            command.ToldAt ??= at;
        }

        return null;
    }
}
