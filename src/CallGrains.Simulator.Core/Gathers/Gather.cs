using System.Text;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Gathers;

/// <summary>Collects keys until it has enough, a terminating key, silence, a stop, or the end of the call.</summary>
internal sealed class Gather(string id, GatherSettings settings, DateTimeOffset createdTime)
{
    public string Id => id;

    public GatherSettings Settings => settings;

    public DateTimeOffset CreatedTime => createdTime;

    public DateTimeOffset? CompletedTime { get; set; }

    public string? Reason { get; set; }

    public StringBuilder Digits { get; } = new();

    /// <summary>The prompt while it sounds.</summary>
    public Playing? Prompt { get; set; }

    public Alarm? Silence { get; set; }
}
