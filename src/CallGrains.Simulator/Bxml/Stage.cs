using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Bxml;

/// <summary>What the verbs work with.</summary>
internal sealed record Stage(
    Exchange Exchange, CallLife Life, CallEvents Events, AudioPlayer Audio, GatherDesk Gathers, Keys Keys, RecordingDesk Recordings, Dialer Dialer, NumberStore Numbers, ErrorLog Errors);
