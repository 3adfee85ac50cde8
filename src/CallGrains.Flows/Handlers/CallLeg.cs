namespace CallGrains.Flows;

/// <summary>
/// Another party that a call of handlers has dialled. It ends with its call. To find it again in a later handler, keep
/// its <see cref="Number"/> or its <see cref="Tag"/> in the state.
/// </summary>
/// <remarks>For the running handler only. Commands to a leg that is over are dropped.</remarks>
public sealed class CallLeg
{
    private readonly CallHandlerRun _run;
    private readonly LegProjection _projection;

    internal CallLeg(CallHandlerRun run, LegProjection projection) => (_run, _projection) = (run, projection);

    /// <summary>The number of the operation that dialled it, as in the journal.</summary>
    public int Number => _projection.Number;

    /// <summary>Your own word, given when it was dialled; null for none.</summary>
    public string? Tag => _projection.Created?.Tag;

    /// <summary>Who was dialled.</summary>
    public string To => (_projection.Created?.Command as CreateCallCommand)?.To ?? "";

    /// <summary>The carrier's id of its call; null while the carrier has not taken it.</summary>
    public string? CallId => _projection.CallId;

    /// <summary>Whether it has been answered.</summary>
    public bool Answered => _projection.Answered;

    /// <summary>Whether it is over.</summary>
    public bool HasEnded => _projection.IsLost;

    /// <summary>
    /// Why it ended, or was never answered (<c>USER_BUSY</c>, <c>NO_ANSWER</c>, …); null while it lasts.
    /// </summary>
    public string? Cause => _projection.Cause;

    /// <summary>Whether it was bridged to the call; true also when it has ended since.</summary>
    public bool IsBridged => _run.Call.BridgedTo == _projection;

    /// <summary>Speaks a sentence to it; <c>OnLegEvent</c> follows twice.</summary>
    /// <inheritdoc cref="CallActions.Speak"/>
    [NeedsCommand(typeof(SpeakCommand))]
    public void Speak(string sentence, Voice? voice = null, bool loop = false, string? tag = null, bool sensitive = false) =>
        Send(new SpeakCommand(sentence) { Voice = voice, Loop = loop, IsSensitive = sensitive }, tag);

    /// <summary>Plays a file to it; <c>OnLegEvent</c> follows twice.</summary>
    /// <inheritdoc cref="CallActions.Play"/>
    [NeedsCommand(typeof(PlayCommand))]
    public void Play(Uri fileUrl, bool loop = false, string? tag = null) => Send(new PlayCommand(fileUrl) { Loop = loop }, tag);

    /// <summary>Stops what is being spoken to it.</summary>
    [NeedsCommand(typeof(StopAudioCommand))]
    public void StopSpeaking() => Send(new StopAudioCommand(IsFile: false));

    /// <summary>Stops the file being played to it.</summary>
    [NeedsCommand(typeof(StopAudioCommand))]
    public void StopPlaying() => Send(new StopAudioCommand(IsFile: true));

    /// <summary>Collects digits from it; <c>OnLegEvent</c> follows.</summary>
    /// <inheritdoc cref="CallActions.Gather"/>
    [NeedsCommand(typeof(GatherCommand))]
    public void Gather(Prompt? prompt = null, int? maxDigits = null, TimeSpan? interDigitTimeout = null, string? terminatingDigits = null, string? tag = null, bool sensitive = false) =>
        Send(new GatherCommand { Prompt = prompt, MaxDigits = maxDigits, InterDigitTimeout = interDigitTimeout, TerminatingDigits = terminatingDigits, IsSensitive = sensitive }, tag);

    /// <summary>Stops its gather; <c>OnLegEvent</c> follows. Harmless when none runs.</summary>
    [NeedsCommand(typeof(StopGatherCommand))]
    public void StopGather() => _run.StopGather(_projection.Number);

    /// <inheritdoc cref="CallActions.SendDtmf"/>
    [NeedsCommand(typeof(SendDtmfCommand))]
    public void SendDtmf(string digits, bool sensitive = false) => Send(new SendDtmfCommand(digits) { IsSensitive = sensitive });

    /// <summary>
    /// Lets two legs hear each other, while the call waits; both leave the bridge that they were in. <c>OnBridge</c>
    /// follows.
    /// </summary>
    /// <param name="other">The other leg, which has answered too.</param>
    [NeedsCommand(typeof(BridgeCommand))]
    public void Bridge(CallLeg other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Send(new BridgeCommand(other.Number));
    }

    /// <summary>Hangs it up, or stops its ringing; <c>OnLegEnded</c> follows.</summary>
    [NeedsCommand(typeof(HangupCommand))]
    public void Hangup() => Send(new HangupCommand());

    private void Send(Command command, string? tag = null) => _run.Send(command, tag, _projection);
}
