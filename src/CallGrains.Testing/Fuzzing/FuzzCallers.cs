using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>Those who call, are called and write: they press, talk, hang up, stay silent. For one thread.</summary>
internal sealed class FuzzCallers(FuzzWorld fuzz)
{
    private const int MostActs = 8;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestMeeting = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan RingingTime = TimeSpan.FromSeconds(60);

    private FakeCarrier Carrier => fuzz.World.Carrier;

    public void Begin()
    {
        var count = 1 + Choices.Fixed(fuzz.Seed, 30, 2 * fuzz.Target.MostCallers) / 2;
        for (var i = 0; i < count; i++)
        {
            var number = $"+1555000{i + 1}";
            fuzz.Start(() => fuzz.Target.Contact switch
            {
                Contact.Texts => WriteAsync(number),
                Contact.IsCalled => BeCalledAsync(number),
                _ => CallAsync(number),
            });
        }
    }

    private async Task CallAsync(string number)
    {
        await PauseAsync();
        var call = Carrier.Dials(fuzz.Target.Name, Habit(), number);
        fuzz.Tell("caller", $"dials as {call.Id}");
        Carrier.After(RingingTime, () =>
        {
            if (call.State == "started")
            {
                call.HangUp();
            }
        });
        if (fuzz.Target.Meets)
        {
            Carrier.After(LongestMeeting, () => GoHome(call));
        }
        else if (Carrier.TalkingTime is null)
        {
            // Where nobody else ever hangs up, the caller does: what is left then has been forgotten.
            Carrier.After(LongestCall, call.HangUp);
        }

        await ActAsync(call, call.Address);
    }

    /// <summary>By now a caller is either in a conference, or has been forgotten outside.</summary>
    private void GoHome(FakeCall call)
    {
        if (call is { IsOver: false, Room: null })
        {
            fuzz.Violate($"promise 7: {call.Address} waits outside of any conference, for nothing");
        }

        call.HangUp();
    }

    private async Task BeCalledAsync(string number)
    {
        await PauseAsync();
        var address = FlowAddress.Call($"o-{number[^1]}");
        await fuzz.Post.SendAsync(address, new StartCall(fuzz.Target.Name, "+15550100", number, null), $"call {number}");
        await ActAsync(null, address);
    }

    private async Task ActAsync(FakeCall? call, FlowAddress grain)
    {
        for (var i = 0; i < MostActs; i++)
        {
            await PauseAsync();
            call ??= Carrier.Calls.FirstOrDefault(c => c.Address == grain && c.Leg == 0);
            if (call is { IsOver: false, ActiveTime: not null } && fuzz.Happens(ChoiceKind.Caller, 400))
            {
                Act(call);
            }

            if (fuzz.Target.Signals.Count > 0 && fuzz.World.Exists(grain) && fuzz.Happens(ChoiceKind.Caller, 300))
            {
                fuzz.Post.Signal(grain, fuzz.Target.Signals[fuzz.Choices.OneOf(fuzz.Target.Signals.Count)]);
            }
        }
    }

    private void Act(FakeCall call)
    {
        if (fuzz.Choices.OneOf(6) == 0)
        {
            fuzz.Tell("caller", $"hangs up {call.Id}");
            call.HangUp();
            return;
        }

        var key = fuzz.Target.Keys[fuzz.Choices.OneOf(fuzz.Target.Keys.Count)];
        fuzz.Tell("caller", $"presses {key} in {call.Id}");
        call.Press(key);
    }

    private async Task WriteAsync(string number)
    {
        for (var i = 0; i < MostActs; i++)
        {
            await PauseAsync();
            if (fuzz.Happens(ChoiceKind.Caller, 600))
            {
                var words = fuzz.Target.Words[fuzz.Choices.OneOf(fuzz.Target.Words.Count)];
                fuzz.Tell("caller", $"{number} writes {words}");
                Carrier.Desk.Texts(words, fuzz.Target.Name, number);
            }
        }
    }

    /// <summary>What is pressed two seconds into each question; null for nothing.</summary>
    private string? Habit() => fuzz.Happens(ChoiceKind.Caller, 600) ? fuzz.Target.Keys[fuzz.Choices.OneOf(fuzz.Target.Keys.Count)] : null;

    private Task PauseAsync() =>
        fuzz.World.Passes(fuzz.Happens(ChoiceKind.Caller, 700) ? fuzz.Choices.Within(LongestPause) : TimeSpan.FromSeconds(1));
}
