using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Messages;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What the simulator does whatever the carrier is.</summary>
internal sealed record Core(
    CallStore Calls, CallLifecycle Life, Dialer Dialer, AudioPlayer Audio, GatherService Gathers, Keys Keys, RecordingService Recordings, MediaStore Media,
    MessageStore Messages, MessageService MessageService, NumberStore Numbers, NumberService NumberService, ApplicationStore Applications,
    ConferenceStore Conferences, ConferenceService ConferenceService, PhoneBook Phones);
