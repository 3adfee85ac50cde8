namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Answers an inbound call and waits until it is answered; waits for the other side to answer an outbound one.
    /// Returns at once when it is answered already. On replay nothing is sent.
    /// </summary>
    /// <exception cref="CallEndedException">The call ended first (busy, no answer, the caller gave up).</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(AnswerCommand))]
    public Task AnswerAsync()
    {
        _run.EnsureTurn();
        var main = _run.Projection.Main;
        ThrowIfOver(main);
        if (main.Answered)
        {
            return Task.CompletedTask;
        }

        var command = new AnswerCommand();
        var operation = IsOutbound ? 0 : Command(command);
        return ResultAsync(operation, command, e => e is { Leg: 0, Event: AnswerEvent answer } ? answer : null);
    }

    /// <summary>Refuses an inbound call and waits for its end. On replay nothing is sent.</summary>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused, for example because the call had been
    /// answered.</exception>
    [NeedsCommand(typeof(RejectCommand))]
    public Task RejectAsync()
    {
        var command = new RejectCommand();
        return ResultAsync(Command(command), command, _ => null, () => "rejected");
    }

    /// <summary>
    /// Hangs up and waits for the call's end; does nothing when it is over. On replay nothing is sent.
    /// </summary>
    [NeedsCommand(typeof(HangupCommand))]
    public Task HangUpAsync() => HangUpAsync(_run.Projection.Main);

    /// <summary>Speaks a sentence and waits until it has been said. On replay nothing is said.</summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    /// <param name="voice">The voice; null for the carrier's default.</param>
    /// <param name="tag">Your own word, given back in events and journal; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the sentence; false by default. The flow declares
    /// <see cref="FlowAttribute.Sensitive"/>.</param>
    /// <exception cref="CallEndedException">The call ended first.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(SpeakCommand))]
    public Task SpeakAsync(string sentence, Voice? voice = null, string? tag = null, bool sensitive = false) =>
        StartSpeak(sentence, voice, tag: tag, sensitive: sensitive).Completion;

    /// <summary>
    /// Starts speaking and returns at once. Starting other audio replaces it. On replay nothing is said.
    /// </summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    /// <param name="voice">The voice; null for the carrier's default.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in events and journal; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the sentence; false by default. The flow declares
    /// <see cref="FlowAttribute.Sensitive"/>.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    [NeedsCommand(typeof(SpeakCommand))]
    public AudioHandle StartSpeak(string sentence, Voice? voice = null, bool loop = false, string? tag = null, bool sensitive = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        return StartAudio(new SpeakCommand(sentence) { Voice = voice, Loop = loop, IsSensitive = sensitive }, tag, _run.Projection.Main);
    }

    /// <summary>Plays a WAV or MP3 file and waits for its end. On replay nothing is played.</summary>
    /// <param name="fileUrl">Where the carrier fetches it.</param>
    /// <param name="tag">Your own word, given back in events and journal; null for none.</param>
    /// <exception cref="CallEndedException">The call ended first.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(PlayCommand))]
    public Task PlayAsync(Uri fileUrl, string? tag = null) => StartPlay(fileUrl, tag: tag).Completion;

    /// <summary>
    /// Starts playing a file and returns at once. Starting other audio replaces it. On replay nothing is played.
    /// </summary>
    /// <param name="fileUrl">Where the carrier fetches it.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in events and journal; null for none.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    [NeedsCommand(typeof(PlayCommand))]
    public AudioHandle StartPlay(Uri fileUrl, bool loop = false, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(fileUrl);
        return StartAudio(new PlayCommand(fileUrl) { Loop = loop }, tag, _run.Projection.Main);
    }

    /// <summary>
    /// Sends tones to the other side; returns when the carrier has taken them. They are never sent twice, so after a
    /// crash they may be missing. On replay nothing is sent.
    /// </summary>
    /// <param name="digits">1 to 92 characters of <c>0-9 A-D # * , w W</c>.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the tones; false by default. The flow declares
    /// <see cref="FlowAttribute.Sensitive"/>.</param>
    /// <returns>Done, or <see cref="OutcomeStatus.Unknown"/> when nobody can tell.</returns>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(SendDtmfCommand))]
    public Task<CommandOutcome> SendDtmfAsync(string digits, bool sensitive = false) => SendTonesAsync(digits, sensitive, _run.Projection.Main);

    /// <summary>
    /// Collects digits. The end of the call is a result (<see cref="GatherResult.HungUp"/>), not an exception. On
    /// replay nothing is asked.
    /// </summary>
    /// <param name="prompt">What is said or played first; the first digit stops it. Null for silence.</param>
    /// <param name="maxDigits">Ends after this many digits, 1 to 30; null for the carrier's default.</param>
    /// <param name="interDigitTimeout">The longest wait for each digit, the first included: up to 30 s; null for 5
    /// s.</param>
    /// <param name="terminatingDigits">Digits that end the gather; null for <c>#</c>.</param>
    /// <param name="tag">Your own word, given back in events and journal; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the digits, and what is said before them; false by
    /// default. The flow declares <see cref="FlowAttribute.Sensitive"/>.</param>
    /// <exception cref="CallEndedException">The call was over before it began.</exception>
    /// <exception cref="CommandFailedException">The carrier refused, for example because another gather
    /// runs.</exception>
    [NeedsCommand(typeof(GatherCommand))]
    public Task<GatherResult> GatherAsync(
        Prompt? prompt = null,
        int? maxDigits = null,
        TimeSpan? interDigitTimeout = null,
        string? terminatingDigits = null,
        string? tag = null,
        bool sensitive = false) => StartGather(prompt, maxDigits, interDigitTimeout, terminatingDigits, tag, sensitive).Completion;

    /// <summary>
    /// Begins to collect digits and returns at once: it can be stopped. One gather a call at a time. On replay nothing
    /// is asked.
    /// </summary>
    /// <inheritdoc cref="GatherAsync(Prompt, int?, TimeSpan?, string, string, bool)"/>
    [NeedsCommand(typeof(GatherCommand))]
    public GatherHandle StartGather(
        Prompt? prompt = null,
        int? maxDigits = null,
        TimeSpan? interDigitTimeout = null,
        string? terminatingDigits = null,
        string? tag = null,
        bool sensitive = false) =>
        Collect(new GatherCommand { Prompt = prompt, MaxDigits = maxDigits, InterDigitTimeout = interDigitTimeout, TerminatingDigits = terminatingDigits, IsSensitive = sensitive }, tag, _run.Projection.Main);

    /// <summary>
    /// Transfers the call and waits until the other party has answered, or has not. When it answers, the two are
    /// connected and the script may end: the call goes on without it. Otherwise the call is back with the script. On
    /// replay nothing is sent.
    /// </summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="callerId">The number shown: <c>private</c>, one of ours, or the caller's; null for the carrier's
    /// default.</param>
    /// <param name="whisper">What the other party hears first; null for nothing.</param>
    /// <param name="ringTimeout">How long it rings, by the host's clock; null for 60 s, infinite for as long as the
    /// carrier lets it.</param>
    /// <returns>Whether they are connected; a number that the carrier refuses is a result too, as in
    /// <see cref="DialAsync(string, TimeSpan?, string)"/>.</returns>
    /// <exception cref="CallEndedException">The caller hung up first.</exception>
    [NeedsCommand(typeof(TransferCommand), typeof(HangupCommand))]
    public Task<TransferResult> TransferAsync(string to, string? callerId = null, Prompt? whisper = null, TimeSpan? ringTimeout = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        var command = new TransferCommand(to) { CallerId = callerId, Whisper = whisper };
        var operation = Command(command);
        var leg = _run.Projection.Leg(operation);
        var result = ResultAsync(operation, command, e => e.Leg != operation ? null
            : leg.Answered ? new TransferResult(true, null)
            : leg.Over ? new TransferResult(false, leg.Cause)
            : null);
        var transfer = _run.Rules >= FlowRules.CallerSafe ? RefusedAsync(result) : result;
        TimeSpan? standard = _run.Rules >= FlowRules.RingLimit ? FlowRules.DefaultRing : null;
        return Limit(ringTimeout ?? standard) is { } limit ? LimitedAsync(transfer, leg, limit) : transfer;

        static async Task<TransferResult> RefusedAsync(Task<TransferResult> result)
        {
            try
            {
                return await result;
            }
            catch (CommandFailedException e) when (e.Outcome.Status == OutcomeStatus.Refused)
            {
                return new TransferResult(false, e.Outcome.Error?.Code ?? "REFUSED");
            }
        }
    }

    /// <summary>
    /// The carrier knows no time for the ringing of a transfer, so whoever rings too long is hung up; the caller is
    /// back then.
    /// </summary>
    private async Task<TransferResult> LimitedAsync(Task<TransferResult> transfer, LegProjection leg, TimeSpan limit)
    {
        var timer = StartTimer(limit);
        var fired = TimerFiredAsync(timer);
        if (await Task.WhenAny(transfer, fired) == transfer)
        {
            _run.Decide(id => new TimerCancelled(id, timer));
            return await transfer;
        }

        if (leg is { Answered: false, IsLost: false })
        {
            _run.Decide(id => new CommandDecided(id, new HangupCommand()) { Leg = leg.Number });
        }

        var result = await transfer;
        return result.Answered ? result : result with { Cause = HangupCause.NoAnswer };
    }

    internal AudioHandle StartAudio(Command command, string? tag, LegProjection leg)
    {
        var operation = Command(command, tag, leg);
        var completion = ResultAsync(operation, command, e => e.Event is CallAudioEvent { IsDone: true } audio && audio.OperationId == operation ? audio : null, leg: leg);
        return new AudioHandle(this, command is PlayCommand, leg, completion);
    }

    internal Task StopAudioAsync(bool isFile, LegProjection leg)
    {
        var command = new StopAudioCommand(isFile);
        return leg.IsLost ? Task.CompletedTask : TakenAsync(Command(command, leg: leg), command);
    }

    internal Task HangUpAsync(LegProjection leg)
    {
        _run.EnsureTurn();
        var command = new HangupCommand();
        return leg.IsLost ? Task.CompletedTask : ResultAsync(Command(command, leg: leg), command, _ => null, () => "over", leg);
    }

    internal Task<CommandOutcome> SendTonesAsync(string digits, bool sensitive, LegProjection leg)
    {
        ArgumentException.ThrowIfNullOrEmpty(digits);
        var command = new SendDtmfCommand(digits) { IsSensitive = sensitive };
        return TakenAsync(Command(command, leg: leg), command);
    }

    internal GatherHandle Collect(GatherCommand command, string? tag, LegProjection leg)
    {
        var operation = Command(command, tag, leg);
        return new GatherHandle(this, operation, leg, ResultAsync(operation, command, Match, () => new GatherResult("", GatherReason.HungUp), leg));

        GatherResult? Match(EventEntry e) => e.Event is GatherEvent gather && gather.OperationId == operation
            ? new GatherResult(gather.Digits ?? "", gather.Reason ?? GatherReason.Cancelled)
            : null;
    }

    internal Task StopGatherAsync(int gather, LegProjection leg)
    {
        var command = new StopGatherCommand(gather);
        return leg.IsLost ? Task.CompletedTask : TakenAsync(Command(command, leg: leg), command);
    }
}
