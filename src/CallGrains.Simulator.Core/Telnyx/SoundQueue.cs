using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Telnyx;

/// <summary>Sentences and files of a leg come one after the other, unless a command stops what there is.</summary>
internal sealed class SoundQueue
{
    private readonly AudioPlayer _audio;

    public SoundQueue(AudioPlayer audio, CallNews news)
    {
        _audio = audio;
        news.SoundOver += Next;
    }

    public void Add(Call call, AudioRequest sound, string? stop) => Add(call, () => _audio.Start(call, sound), stop);

    /// <summary>Starts a sound when its turn has come.</summary>
    /// <param name="call">The call.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="stop"><c>all</c> drops what sounds and waits, <c>current</c> what sounds; null drops
    /// nothing.</param>
    public void Add(Call call, Action start, string? stop = null)
    {
        if (stop == "all")
        {
            Stop(call, all: true);
        }

        var waiting = call.Leg!.Waiting;
        if (call.Audio is null && waiting.Count == 0)
        {
            start();
            return;
        }

        waiting.Enqueue(start);
        if (stop == "current")
        {
            Stop(call, all: false);
        }
    }

    public void Stop(Call call, bool all)
    {
        if (all)
        {
            call.Leg!.Waiting.Clear();
        }

        _audio.Stop(call);
    }

    private static void Next(Call call)
    {
        if (!call.IsOver && call.Leg!.Waiting.TryDequeue(out var start))
        {
            start();
        }
    }
}
