using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator.Calls;

/// <summary>
/// What happens on calls, as the calls themselves know it; each carrier tells it to its applications in words of its
/// own. Called inside the exchange.
/// </summary>
internal interface ICallNews
{
    /// <summary>An entry of the carrier's own log; before the answer of the request that causes it.</summary>
    void Record(Call call, string name, string? data = null);

    /// <summary>It rings at an application; the one event that has a consequence when nobody takes it.</summary>
    void Incoming(Call call, string applicationId, Action whenLost);

    void Answered(Call call);

    /// <summary>It rang as long as it may; its end follows.</summary>
    void TimedOut(Call call);

    void Ended(Call call, string cause);

    void SoundStarted(Call call, AudioRequest audio);

    /// <summary>A sound is over, or was stopped before its end (<paramref name="isCut"/>).</summary>
    void SoundDone(Call call, AudioRequest audio, bool isCut);

    /// <summary>The far party has pressed a key, so long after now.</summary>
    void Pressed(Call call, char key, TimeSpan after);

    void Gathered(Call call, Gather gather, string? terminatingDigit);

    void Recorded(Call call, Recording recording);

    void Transcribed(Call call, Recording recording, Transcription transcription);
}
