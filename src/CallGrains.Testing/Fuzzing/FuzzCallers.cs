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
    private static readonly TimeSpan Greeting = TimeSpan.FromSeconds(6);

    private IWorldCarrier Carrier => fuzz.World.Network;

    public void Begin()
    {
        var count = 1 + Choices.Fixed(fuzz.Seed, 30, 2 * fuzz.Target.MostCallers) / 2;
        for (var i = 0; i < count; i++)
        {
            var number = $"+1555000{i + 1}";
            var entry = fuzz.Target.EntryOf(Choices.Fixed(fuzz.Seed, 40 + i, 1000));
            fuzz.Start(() => entry.Contact switch
            {
                Contact.Texts => WriteAsync(number, entry),
                Contact.IsCalled => BeCalledAsync(number, entry),
                _ => CallAsync(number, entry),
            });
        }
    }

    private async Task CallAsync(string number, FlowFuzzEntry entry)
    {
        await PauseAsync();
        var call = Carrier.Calls(NameOf(entry), Habit(), number, entry.Number);
        call.Says = Speech(number);
        fuzz.Tell("caller", $"dials as {call.Id}");
        fuzz.World.After(RingingTime, () =>
        {
            if (call.IsRinging)
            {
                call.HangUp();
            }
        });
        if (fuzz.Target.Meets)
        {
            fuzz.World.After(LongestMeeting, () => GoHome(call));
        }
        else if (Carrier.TalkingTime is null)
        {
            // Where nobody else ever hangs up, the caller does: what is left then has been forgotten.
            fuzz.World.After(LongestCall, call.HangUp);
        }

        await ActAsync(call, call.Address);
    }

    /// <summary>By now a caller is either in a conference, or has been forgotten outside.</summary>
    private void GoHome(ILine call)
    {
        if (call is { IsOver: false, Seat: null })
        {
            fuzz.Violate($"promise 7: {call.Address} waits outside of any conference, for nothing");
        }

        call.HangUp();
    }

    private async Task BeCalledAsync(string number, FlowFuzzEntry entry)
    {
        await PauseAsync();
        Carrier.Owns(entry.Number);
        var address = FlowAddress.Call($"o-{number[^1]}");
        if (Speech(number) is { } words)
        {
            Carrier.BehaviorOf[number] = new CalleeBehavior { Says = words };
        }

        if (FlowDefinition.Of(entry.Flow).DetectsMachines && Choices.Fixed(fuzz.Seed, 80 + number[^1], 2) == 0)
        {
            Carrier.BehaviorOf[number] = (Carrier.BehaviorOf.GetValueOrDefault(number) ?? new CalleeBehavior()) with { Greeting = Greeting, Beeps = true };
        }

        await fuzz.Post.SendAsync(address, new StartCall(NameOf(entry), entry.Number, number, entry.Args is { } args ? FuzzWorld.Json(args) : null), $"call {number}");
        if (Carrier.TalkingTime is null && !fuzz.Target.Meets)
        {
            fuzz.World.After(LongestCall, () => Carrier.Lines.FirstOrDefault(c => c.Address == address && c.Leg == 0)?.HangUp());
        }

        await ActAsync(null, address);
    }

    private async Task ActAsync(ILine? call, FlowAddress grain)
    {
        for (var i = 0; i < MostActs; i++)
        {
            await PauseAsync();
            call ??= Carrier.Lines.FirstOrDefault(c => c.Address == grain && c.Leg == 0);
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

    private void Act(ILine call)
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

    private static string NameOf(FlowFuzzEntry entry) => FlowDefinition.Of(entry.Flow).Name;

    /// <summary>What a person says into recordings; null for what the carrier takes for it.</summary>
    private string? Speech(string number) => fuzz.Target.Speech is { Count: > 0 } words ? words[Choices.Fixed(fuzz.Seed, 60 + number[^1], words.Count)] : null;

    private async Task WriteAsync(string number, FlowFuzzEntry entry)
    {
        for (var i = 0; i < MostActs; i++)
        {
            await PauseAsync();
            if (fuzz.Happens(ChoiceKind.Caller, 600))
            {
                var words = fuzz.Target.Words[fuzz.Choices.OneOf(fuzz.Target.Words.Count)];
                fuzz.Tell("caller", $"{number} writes {words}");
                Uri[] media = fuzz.Target.Media.Count > 0 && fuzz.Choices.OneOf(3) == 0 ? [fuzz.Target.Media[fuzz.Choices.OneOf(fuzz.Target.Media.Count)]] : [];
                Carrier.Texts(NameOf(entry), words, number, entry.Number, media);
            }

            var thread = FlowAddress.Thread(entry.Number, number);
            if (fuzz.Target.Signals.Count > 0 && fuzz.World.Exists(thread) && fuzz.Happens(ChoiceKind.Caller, 300))
            {
                fuzz.Post.Signal(thread, fuzz.Target.Signals[fuzz.Choices.OneOf(fuzz.Target.Signals.Count)]);
            }
        }
    }

    /// <summary>What is pressed two seconds into each question; null for nothing.</summary>
    private string? Habit() => fuzz.Happens(ChoiceKind.Caller, 600) ? fuzz.Target.Keys[fuzz.Choices.OneOf(fuzz.Target.Keys.Count)] : null;

    private Task PauseAsync() =>
        fuzz.World.Passes(fuzz.Happens(ChoiceKind.Caller, 700) ? fuzz.Choices.Within(LongestPause) : TimeSpan.FromSeconds(1));
}
