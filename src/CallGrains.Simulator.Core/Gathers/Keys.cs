using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;

namespace CallGrains.Simulator.Gathers;

/// <summary>
/// Carries keys across a call: from its far party to the application, or from the application outwards.
/// </summary>
internal sealed class Keys(Exchange exchange, GatherService gathers, ConferenceService conferences, TimeSpan gap)
{
    /// <summary>What a callback says of the time between two keys that are pressed at once.</summary>
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The far party presses keys, one after the other with a gap between them, and behind those that wait already.
    /// </summary>
    public void FromPhone(Call call, string digits)
    {
        var start = call.KeysUntil > exchange.Now ? call.KeysUntil - exchange.Now : TimeSpan.Zero;
        for (var at = 0; at < digits.Length; at++)
        {
            Plan(call, digits[at], start + gap * at, BetweenKeys * at);
        }

        if (digits.Length > 1 || start > TimeSpan.Zero)
        {
            call.KeysUntil = exchange.Now + start + gap * digits.Length;
        }
    }

    /// <summary>A key that is due after the call has ended reaches nobody.</summary>
    private void Plan(Call call, char key, TimeSpan after, TimeSpan told)
    {
        if (after == TimeSpan.Zero)
        {
            Press(call, key, told);
        }
        else
        {
            exchange.After(after, () =>
            {
                if (call.State is CallState.Active or CallState.Transferring)
                {
                    Press(call, key, TimeSpan.Zero);
                }
            });
        }
    }

    private void Press(Call call, char key, TimeSpan after)
    {
        foreach (var other in call.Hearers().ToList())
        {
            Hear(other, key.ToString());
        }

        call.Listener?.Pressed(key);
        call.Pressed.Add(new Sound(exchange.Now, "key", key.ToString(), null, isLoop: false));
        if (call.Member is { Conference.PassesDigits: false } member)
        {
            conferences.Press(member, key);
        }
        else
        {
            gathers.Press(call, key, after);
        }
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
            if (Keypad.IsKey(group[0]))
            {
                Send(call, group, pause);
                pause += gap * group.Length;
            }
            else
            {
                pause += group[0] == 'W' ? ShortPause * 2 : ShortPause;
            }
        }

        return pause;
    }

    /// <summary>Runs of keys stay together, pauses stand alone.</summary>
    private static IEnumerable<string> Split(string dtmfOut)
    {
        for (var at = 0; at < dtmfOut.Length;)
        {
            var until = at + 1;
            while (Keypad.IsKey(dtmfOut[at]) && until < dtmfOut.Length && Keypad.IsKey(dtmfOut[until]))
            {
                until++;
            }

            yield return dtmfOut[at..until];
            at = until;
        }
    }

    private void Send(Call call, string keys, TimeSpan pause)
    {
        if (pause == TimeSpan.Zero)
        {
            Arrive(call, keys);
        }
        else
        {
            exchange.After(pause, () => Arrive(call, keys));
        }
    }

    private void Arrive(Call call, string keys)
    {
        if (call.State != CallState.Active)
        {
            return;
        }

        Hear(call, keys);
        if (call.FarLeg is { State: CallState.Active or CallState.Transferring } far)
        {
            FromPhone(far, keys);
        }
    }

    private void Hear(Call call, string keys) => call.Heard.Add(new Sound(exchange.Now, "dtmf", keys, null, isLoop: false));
}
