using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Recordings;

/// <summary>Who is told of a recording and of its transcription; null for nobody.</summary>
internal sealed record RecordingSink(CallbackTarget? Target, bool IsTranscribed, CallbackTarget? Transcript, string Format);
