using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Bxml;

/// <summary>What the verbs work with.</summary>
internal sealed record Stage(
    Exchange Exchange, CallLifecycle Life, CallEvents Events, AudioPlayer Audio, GatherService Gathers, Keys Keys, RecordingService Recordings, Dialer Dialer, NumberStore Numbers, ErrorLog Errors, SoundFiles Files);
