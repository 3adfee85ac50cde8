using CallGrains.Simulator.Bridges;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Telnyx;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator;

/// <summary>The parts of a network that people touch. Used only inside the exchange.</summary>
/// <remarks>Memory and Names are Telnyx's alone.</remarks>
internal sealed record Network(
    Exchange Exchange, Core Core, PhoneBook Phones, TranscriptionService Transcriptions, ConferenceStore Rooms, BridgeStore Bridges, CommandMemory? Memory, RoomNews? Names);
