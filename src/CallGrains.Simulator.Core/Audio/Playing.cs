using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Audio;

/// <summary>The audio that sounds on a call now.</summary>
internal sealed record Playing(AudioRequest Request, Sound Sound, Action? WhenOver)
{
    public Alarm? End { get; set; }
}
