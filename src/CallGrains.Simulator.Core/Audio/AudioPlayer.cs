using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Audio;

/// <summary>
/// Speaks and plays to the far party: one sound at a time, a new one replaces the old (which is then done).
/// </summary>
internal sealed class AudioPlayer(Exchange exchange, ICallNews news)
{
    public Playing Start(Call call, AudioRequest request, Action? whenOver = null)
    {
        Stop(call);
        var sound = request.ToSound(exchange.Now);
        call.Heard.Add(sound);
        var playing = call.Audio = new Playing(request, sound, whenOver);
        news.SoundStarted(call, request);
        if (!request.IsLoop)
        {
            playing.End = exchange.After(request.Length, () => Finish(call, isCut: false));
        }

        return playing;
    }

    /// <summary>Starts what is asked for, or stops it when it is asked to be empty.</summary>
    public void Change(Call call, AudioRequest asked)
    {
        if (!asked.IsStop)
        {
            Start(call, asked);
            return;
        }

        asked.RequireSame(call.Audio?.Request, $"the call {call.Id}", ("callId", call.Id));
        Stop(call);
    }

    /// <summary>Ends what sounds; nothing when it is quiet.</summary>
    public void Stop(Call call)
    {
        if (call.Audio is not null)
        {
            Finish(call, isCut: true);
        }
    }

    private void Finish(Call call, bool isCut)
    {
        var playing = call.Audio!;
        call.Audio = null;
        playing.End?.Cancel();
        playing.Sound.Until = exchange.Now;
        playing.Sound.IsCut = isCut;
        news.SoundDone(call, playing.Request, isCut);
        playing.WhenOver?.Invoke();
    }
}
