using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Audio;

/// <summary>
/// Audio to all calls of a room (a conference, a bridge); who comes in while it sounds hears the rest of it.
/// </summary>
internal sealed class Announcement(Exchange exchange, AudioRequest request, Action whenOver)
{
    private readonly Dictionary<Call, Sound> _sounds = [];
    private Alarm? _end;

    public AudioRequest Request => request;

    public void Start(IEnumerable<Call> listeners)
    {
        foreach (var call in listeners)
        {
            Reach(call);
        }

        if (!request.IsLoop)
        {
            _end = exchange.After(request.Length, () => Finish(isCut: false));
        }
    }

    public void Reach(Call call)
    {
        if (_sounds.ContainsKey(call))
        {
            return;
        }

        call.Heard.Add(_sounds[call] = request.ToSound(exchange.Now));
    }

    public void Leave(Call call)
    {
        if (_sounds.Remove(call, out var sound))
        {
            Close(sound, isCut: true);
        }
    }

    public void Stop() => Finish(isCut: true);

    private void Finish(bool isCut)
    {
        _end?.Cancel();
        foreach (var sound in _sounds.Values)
        {
            Close(sound, isCut);
        }

        _sounds.Clear();
        whenOver();
    }

    private void Close(Sound sound, bool isCut)
    {
        sound.Until = exchange.Now;
        sound.IsCut = isCut;
    }
}
