using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>
/// Somebody on a phone: listens, presses, hangs up. Methods in the third person do it; the others wait until it is so.
/// </summary>
public abstract class Phone
{
    private int _heard;
    private ILine? _listened;

    private protected Phone(FlowTest test, string number) => (Test, Number) = (test, number);

    /// <summary>Their number.</summary>
    public string Number { get; }

    /// <summary>The grain that the call belongs to.</summary>
    /// <exception cref="FlowTestException">They have not been called yet.</exception>
    public FlowAddress Address => Now.Address;

    /// <summary>What the carrier has told about the call's end; null while it lasts.</summary>
    public string? Cause => Now.Cause;

    /// <summary>The journal of the call's grain, read.</summary>
    public IReadOnlyList<JournalEntry> Journal => Test.World.Journal(Address);

    /// <summary>
    /// The call's history, for <see cref="HistoryReplay"/>; <see cref="JournalDocument"/> writes it to a file.
    /// </summary>
    public JournalHistory History => Test.World.Store.ReadAsync(Address).Result ?? throw Test.Failure($"{Number}'s call has no journal.", "None of its events has come to the host yet.");

    /// <summary>What was spoken and played to them on this call so far: sentences and file URLs.</summary>
    public IReadOnlyList<string> Heard => [.. Now.Sounds.Select(h => h.What)];

    private protected FlowTest Test { get; }

    /// <summary>The call that they are on, or were last.</summary>
    private protected abstract ILine? Call { get; }

    private ILine Now => Call ?? throw Test.Failure($"{Number} is on no call.", "Nobody has called them; wait for it with Rings().");

    /// <summary>Waits until a sentence or a file is heard, after what was waited for before.</summary>
    /// <param name="part">A part of the sentence, or of the file's URL; case does not matter.</param>
    /// <param name="within">How long, in the flows' time; null for <see cref="FlowTest.Patience"/>.</param>
    /// <exception cref="FlowTestException">It is not heard.</exception>
    public Task Hears(string part, TimeSpan? within = null)
    {
        var found = -1;
        Wait($"{Number} hears \"{part}\"", call => (found = Listen(call).FindIndex(_heard, h => h.What.Contains(part, StringComparison.OrdinalIgnoreCase))) >= 0, within);
        _heard = found + 1;
        return Task.CompletedTask;
    }

    /// <summary>Lets time pass, in which nothing more must be heard.</summary>
    /// <param name="time">How long.</param>
    /// <exception cref="FlowTestException">Something was.</exception>
    public Task HearsNothingFor(TimeSpan time)
    {
        Test.Settles();
        var before = Call?.Sounds.Count ?? 0;
        Test.Passes(time);
        return Call is { } call && call.Sounds.Count > before
            ? throw Test.Failure($"{Number} was to hear nothing for {time}.", $"But they heard \"{call.Sounds[before].What}\".")
            : Task.CompletedTask;
    }

    /// <summary>Presses keys, once the call is up.</summary>
    /// <param name="keys">Any of <c>0-9 * # A-D</c>, one after the other.</param>
    /// <exception cref="FlowTestException">The call is over, or is not answered.</exception>
    public Task Presses(string keys)
    {
        if (keys.FirstOrDefault(k => !"0123456789*#ABCD".Contains(k, StringComparison.Ordinal)) is var wrong and not '\0')
        {
            throw new ArgumentException($"A phone has no key '{wrong}'; it has 0-9, *, # and A-D.", nameof(keys));
        }

        return Does($"{Number} can press {keys}: the call is up", call => call.Press(keys));
    }

    /// <summary>Says something, once the call is up: what a recording of it holds from now on.</summary>
    /// <param name="words">The words, as a transcription has them.</param>
    /// <exception cref="FlowTestException">The call is over, or is not answered.</exception>
    public Task Says(string words) => Does($"{Number} can speak: the call is up", call =>
    {
        Test.World.TraceLog.Party(Number, $"says \"{words}\"");
        call.Says = words;
    });

    /// <summary>
    /// Says nothing, once the call is up: a recording of it holds silence from now on, and its transcription no words.
    /// </summary>
    /// <exception cref="FlowTestException">The call is over, or is not answered.</exception>
    public Task SaysNothing() => Does($"{Number} can be silent: the call is up", call =>
    {
        Test.World.TraceLog.Party(Number, "says nothing");
        call.Says = "";
    });

    /// <summary>Hangs up, be it before the answer. Does nothing when the call is over.</summary>
    public Task HangsUp()
    {
        Now.HangUp();
        Test.Settles();
        return Task.CompletedTask;
    }

    /// <summary>Waits until the call is up.</summary>
    /// <exception cref="FlowTestException">It is not answered.</exception>
    public Task IsAnswered() => Waits($"{Number}'s call is answered", c => c.ActiveTime is not null);

    /// <summary>Waits until what they say is recorded.</summary>
    /// <exception cref="FlowTestException">It is not.</exception>
    public Task IsRecorded() => Waits($"{Number} is recorded", c => c.IsRecording);

    /// <summary>Waits until the carrier transfers the call, whether the other answers or not.</summary>
    /// <param name="number">To whom.</param>
    /// <exception cref="FlowTestException">It does not.</exception>
    public Task IsTransferredTo(string number) => Waits($"{Number} is transferred to {number}", c => Test.World.Network.Lines.Any(o => o.IsOutbound && o.To == number && o.IsTransferOf(c)));

    /// <summary>Waits until they can talk to somebody: after a transfer, or over a bridge.</summary>
    /// <param name="number">To whom.</param>
    /// <exception cref="FlowTestException">They cannot.</exception>
    public Task IsTalkingTo(string number) => Waits($"{Number} is talking to {number}", c => Test.World.Network.IsTalking(c, number));

    /// <summary>Waits until they are in a conference.</summary>
    /// <param name="members">How many are in it then, they included; null for any number.</param>
    /// <exception cref="FlowTestException">They are not.</exception>
    public Task IsInConference(int? members = null) =>
        Waits($"{Number} is in a conference{(members is null ? "" : $" of {members}")}", c => c.Seat is { } seat && (members is null || seat.Members == members));

    /// <summary>Waits until they are on hold in a conference: they hear nothing of it.</summary>
    /// <exception cref="FlowTestException">They are not.</exception>
    public Task IsOnHold() => Waits($"{Number} is on hold", c => c.Seat is { Hold: true });

    /// <summary>Waits until nobody in the conference hears them.</summary>
    /// <exception cref="FlowTestException">They are not in one, or are heard.</exception>
    public Task IsMuted() => Waits($"{Number} is muted", c => c.Seat is { Mute: true });

    /// <summary>Waits until the call is over: somebody has hung up.</summary>
    /// <param name="cause">Why, in the carrier's words (<see cref="HangupCause"/>); null for any cause.</param>
    /// <exception cref="FlowTestException">It goes on, or ended otherwise.</exception>
    public Task IsHungUp(string? cause = null)
    {
        Wait($"{Number}'s call is over{(cause is null ? "" : $" ({cause})")}", c => c.IsOver && (cause is null || c.Cause == cause));
        return Task.CompletedTask;
    }

    /// <summary>Waits until the call is over and its flow has nothing more to do: after-call work too.</summary>
    /// <exception cref="FlowTestException">Something is left; the ladder shows what.</exception>
    public Task IsDone()
    {
        Test.Await(() => Call is { } c && Test.World.Exists(c.Address) && Test.World.Summary(c.Address).State == GrainState.Ended, $"the flow of {Number}'s call has nothing more to do", () => null);
        return Task.CompletedTask;
    }

    /// <summary>Waits until something is in the journal.</summary>
    /// <param name="which">Which entry; null for any of its type.</param>
    /// <typeparam name="TEntry">Its type: <see cref="EventEntry"/>, <see cref="StepEntry"/>, …</typeparam>
    /// <exception cref="FlowTestException">It is not.</exception>
    public Task Journalled<TEntry>(Func<TEntry, bool>? which = null)
        where TEntry : JournalEntry
    {
        Test.Await(() => Call is not null && Journal.OfType<TEntry>().Any(e => which?.Invoke(e) ?? true), $"the journal of {Number}'s call has such a {typeof(TEntry).Name}", () => null);
        return Task.CompletedTask;
    }

    private protected void Wait(string what, Func<ILine, bool> holds, TimeSpan? within = null) =>
        Test.Await(() => Call is { } call && holds(call), what, () => Call is { IsOver: true } over ? $"The call is over: {over.Cause}." : null, within);

    private Task Waits(string what, Func<ILine, bool> holds)
    {
        Wait(what, holds);
        return Task.CompletedTask;
    }

    private Task Does(string possible, Action<ILine> act)
    {
        Wait(possible, call => call.ActiveTime is not null && !call.IsOver);
        act(Now);
        Test.Settles();
        return Task.CompletedTask;
    }

    /// <summary>Who is called again begins to listen anew.</summary>
    private List<(DateTimeOffset At, string What)> Listen(ILine call)
    {
        _heard = _listened == call ? _heard : 0;
        _listened = call;
        return [.. call.Sounds];
    }
}

/// <summary>Somebody who has called one of our numbers.</summary>
public sealed class Caller : Phone
{
    private readonly ILine _call;

    internal Caller(FlowTest test, ILine call)
        : base(test, call.Party) => _call = call;

    private protected override ILine Call => _call;
}
