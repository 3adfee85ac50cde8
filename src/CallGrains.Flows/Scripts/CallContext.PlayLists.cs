using System.Runtime.CompilerServices;

namespace CallGrains.Flows;

public sealed partial class CallContext
{
    private const int MostDigits = 30;
    private static readonly TimeSpan DigitWait = TimeSpan.FromSeconds(5), LongestDigitWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Says and plays several things, one after the other, and collects digits: from the first key on, which stops what
    /// is heard, and with it the rest. Carriers take one prompt a gather, so this is made of sounds and of the keys
    /// that the carrier tells one by one, the same on each. The end of the call is a result. On replay nothing is
    /// asked.
    /// </summary>
    /// <param name="prompts">What is said or played, in this order; none for silence.</param>
    /// <param name="maxDigits">Ends after this many digits, 1 to 30; null for 30.</param>
    /// <param name="interDigitTimeout">The longest wait for each digit; for the first, from the last prompt's end on:
    /// up to 30 s; null for 5 s.</param>
    /// <param name="terminatingDigits">Keys that end it, any of <c>0-9 * # A-D</c>; null for <c>#</c>.</param>
    /// <param name="tag">Your own word, given back in the events of the prompts; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see what is said; its keys are encrypted anyway. False
    /// by default. The flow declares <see cref="FlowAttribute.Sensitive"/>.</param>
    /// <exception cref="CallEndedException">The call was over before it began.</exception>
    /// <exception cref="CommandFailedException">The carrier refused a prompt.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its limits.</exception>
    [OverloadResolutionPriority(-1)]
    [NeedsCommand(typeof(GatherCommand), typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand))]
    public Task<GatherResult> GatherAsync(
        IReadOnlyList<Prompt> prompts,
        int? maxDigits = null,
        TimeSpan? interDigitTimeout = null,
        string? terminatingDigits = null,
        string? tag = null,
        bool sensitive = false)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return prompts.Count < 2
            ? GatherAsync(prompts.Count == 0 ? null : prompts[0], maxDigits, interDigitTimeout, terminatingDigits, tag, sensitive)
            : KeysAsync(prompts, maxDigits ?? MostDigits, interDigitTimeout ?? DigitWait, terminatingDigits ?? "#", tag, sensitive);
    }

    private async Task<GatherResult> KeysAsync(IReadOnlyList<Prompt> prompts, int most, TimeSpan wait, string terminating, string? tag, bool sensitive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, "maxDigits");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostDigits, "maxDigits");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, "interDigitTimeout");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, LongestDigitWait, "interDigitTimeout");
        var (digits, key) = ("", Key.None);
        foreach (var prompt in prompts)
        {
            key = await BargeInAsync(prompt, tag, sensitive);
            if (key != Key.None)
            {
                break;
            }
        }

        while (true)
        {
            key = key == Key.None ? await NextKeyAsync(wait) : key;
            if (key.Ended is { } reason)
            {
                return new GatherResult(digits, reason);
            }

            if (terminating.Contains(key.Digit, StringComparison.Ordinal))
            {
                return new GatherResult(digits, GatherReason.TerminatingDigit);
            }

            digits += key.Digit;
            if (digits.Length == most)
            {
                return new GatherResult(digits, GatherReason.MaxDigits);
            }

            key = Key.None;
        }
    }

    /// <summary>A prompt, until its end or the first key, which stops it.</summary>
    private async Task<Key> BargeInAsync(Prompt prompt, string? tag, bool sensitive)
    {
        var main = _run.Projection.Main;
        if (main.IsLost)
        {
            return Key.HungUp;
        }

        Command command = prompt.FileUrl is { } file ? new PlayCommand(file) : new SpeakCommand(prompt.Sentence ?? "") { Voice = prompt.Voice, IsSensitive = sensitive };
        var operation = Command(command, tag);
        var key = await _run.WaitAsync<Key>(input => KeyIn(input) is { } pressed ? new(pressed)
            : input is EventEntry { Event: CallAudioEvent { IsDone: true } audio } && audio.OperationId == operation ? new(Key.None)
            : input is OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o && o.Operation == operation
                ? Answer<Key>.Failed(new CommandFailedException(command, o.Outcome))
            : main.IsLost || (input is OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } gone && gone.Operation == operation) ? new(Key.HungUp)
            : null);
        if (key.Digit.Length > 0 && !main.IsLost)
        {
            Command(new StopAudioCommand(IsFile: command is PlayCommand));
        }

        return key;
    }

    private async Task<Key> NextKeyAsync(TimeSpan wait)
    {
        var main = _run.Projection.Main;
        if (main.IsLost)
        {
            return Key.HungUp;
        }

        var timer = StartTimer(wait);
        var key = await _run.WaitAsync<Key>(input => KeyIn(input) is { } pressed ? new(pressed)
            : main.IsLost ? new(Key.HungUp)
            : input is TimerEntry fired && fired.Operation == timer ? new(Key.TimedOut)
            : null);
        if (key != Key.TimedOut)
        {
            _run.Decide(id => new TimerCancelled(id, timer));
        }

        return key;
    }

    private static Key? KeyIn(JournalEntry? input) => input is EventEntry { Leg: 0, Event: DtmfEvent pressed } ? new Key(pressed.Digit, null) : null;

    /// <summary>A key, or why there is none; neither when a prompt has come to its end.</summary>
    private sealed record Key(string Digit, string? Ended)
    {
        public static Key None { get; } = new("", null);

        public static Key HungUp { get; } = new("", GatherReason.HungUp);

        public static Key TimedOut { get; } = new("", GatherReason.InterDigitTimeout);
    }
}
