using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Calls;

/// <summary>Carries the words of a call's far party to whom they reach.</summary>
internal sealed class Voices(Exchange exchange)
{
    public void Say(Call call, string text)
    {
        var until = exchange.Now + AudioRequest.LengthOf(text);
        call.Said.Add(Make("said", text, until));
        foreach (var other in call.Hearers())
        {
            other.Heard.Add(Make("voice", text, until));
        }

        call.Listener?.Speaks(until);
    }

    private Sound Make(string kind, string text, DateTimeOffset until) => new(exchange.Now, kind, text, null, isLoop: false) { Until = until };
}
