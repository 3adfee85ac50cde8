using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Conferences;

/// <summary>A room where calls hear each other. Touched only inside the exchange.</summary>
internal sealed class Conference(string id, string from, DateTimeOffset createdTime, CallbackLine line)
{
    public string Id => id;

    public string From => from;

    public DateTimeOffset CreatedTime => createdTime;

    public CallbackLine Line => line;

    public DateTimeOffset? CompletedTime { get; set; }

    public CallbackTarget? Callback { get; set; }

    /// <summary>Whether keys are events of the call; otherwise they steer the member (mute, leave).</summary>
    public bool PassesDigits { get; init; }

    public string? Tag { get; set; }

    public bool Hold { get; set; }

    public bool Mute { get; set; }

    public bool IsOver => CompletedTime is not null;

    public List<Member> Members { get; } = [];

    public IEnumerable<Member> Present => Members.Where(member => member.IsPresent);

    public Announcement? Audio { get; set; }

    /// <summary><c>created</c> until the first member joins, <c>completed</c> for ever after the last left.</summary>
    public string State => IsOver ? "completed" : Members.Count == 0 ? "created" : "active";
}
