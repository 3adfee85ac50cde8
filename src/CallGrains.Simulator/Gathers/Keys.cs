using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;

namespace CallGrains.Simulator.Gathers;

/// <summary>
/// Carries keys across a call: from its far party to the application, or from the application outwards.
/// </summary>
internal sealed class Keys(Exchange exchange, GatherService gathers, ConferenceService conferences)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The far party presses keys, one after the other without a pause.</summary>
    public void FromPhone(Call call, string digits)
    {
        foreach (var digit in digits)
        {
            Press(call, digit);
            foreach (var other in call.Hearers()) Hear(other, digit.ToString());
        }
    }

    private void Press(Call call, char key)
    {
        call.Listener?.Pressed(key);
        call.Pressed.Add(new Sound(exchange.Now, "key", key.ToString(), null, isLoop: false));
        if (call.Member is { Conference.PassesDigits: false } member) conferences.Press(member, key);
        else gathers.Press(call, key);
    }

    /// <summary>
    /// The application sends keys; <c>,</c> and <c>w</c> pause half a second, <c>W</c> a whole one. Gives how long that
    /// takes.
    /// </summary>
    public TimeSpan FromApplication(Call call, string dtmfOut)
    {
        var pause = TimeSpan.Zero;
        foreach (var group in Split(dtmfOut))
        {
            if (Keypad.IsKey(group[0])) Send(call, group, pause);
            else pause += group[0] == 'W' ? ShortPause * 2 : ShortPause;
        }

        return pause;
    }

    /// <summary>Runs of keys stay together, pauses stand alone.</summary>
    private static IEnumerable<string> Split(string dtmfOut)
    {
        for (var at = 0; at < dtmfOut.Length;)
        {
            var until = at + 1;
            while (Keypad.IsKey(dtmfOut[at]) && until < dtmfOut.Length && Keypad.IsKey(dtmfOut[until])) until++;
            yield return dtmfOut[at..until];
            at = until;
        }
    }

    private void Send(Call call, string keys, TimeSpan pause)
    {
        if (pause == TimeSpan.Zero) Arrive(call, keys);
        else exchange.After(pause, () => Arrive(call, keys));
    }

    private void Arrive(Call call, string keys)
    {
        if (call.State != CallState.Active) return;
        Hear(call, keys);
        if (call.FarLeg is { State: CallState.Active or CallState.Transferring } far) FromPhone(far, keys);
    }

    private void Hear(Call call, string keys) => call.Heard.Add(new Sound(exchange.Now, "dtmf", keys, null, isLoop: false));
}
