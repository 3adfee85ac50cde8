using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Conferences;

/// <summary>A call in a conference, from joining to leaving.</summary>
internal sealed class Member(string id, Conference conference, Call call, DateTimeOffset addedTime)
{
    public string Id => id;

    public Conference Conference => conference;

    public Call Call => call;

    public DateTimeOffset AddedTime => addedTime;

    public DateTimeOffset? RemovedTime { get; set; }

    public bool IsPresent => RemovedTime is null;

    public bool Hold { get; set; }

    public bool Mute { get; set; }

    public bool JoinTone { get; set; }

    public bool LeavingTone { get; set; }

    public bool CanTalk => IsPresent && !Hold && !Mute;

    public bool CanListen => IsPresent && !Hold;
}
