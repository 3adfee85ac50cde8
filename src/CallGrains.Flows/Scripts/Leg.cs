namespace CallGrains.Flows;

/// <summary>
/// Another party that a call has dialled. It ends with its call, unless the two are bridged and the script has
/// returned: then the call ends with it as well.
/// </summary>
/// <remarks>
/// For the script's own turn only. On replay nothing is sent. Its commands throw <see cref="CallEndedException"/> once
/// it is over.
/// </remarks>
public sealed class Leg
{
    private readonly CallContext _call;

    internal Leg(CallContext call, LegProjection projection, string to, Task<Leg> answering) => (_call, Projection, To, Answering) = (call, projection, to, answering);

    internal LegProjection Projection { get; }

    /// <summary>Who was dialled.</summary>
    public string To { get; }

    /// <summary>The number of the operation that dialled it, as in the journal.</summary>
    public int Number => Projection.Number;

    /// <summary>The carrier's id of its call; null while the carrier has not taken it.</summary>
    public string? CallId => Projection.CallId;

    /// <summary>Whether it has been answered, as of this point of the script.</summary>
    public bool Answered => Projection.Answered;

    /// <summary>Whether it is over, as of this point of the script.</summary>
    public bool HasEnded => Projection.IsLost;

    /// <summary>
    /// Why it ended, or was never answered (<c>USER_BUSY</c>, <c>NO_ANSWER</c>, …); null while it lasts.
    /// </summary>
    public string? Cause => Projection.Cause;

    /// <summary>
    /// Ends when it is answered, or will not be; fails with <see cref="CallEndedException"/> when the call ends first.
    /// </summary>
    public Task<Leg> Answering { get; }

    /// <summary>Waits until it is over; at once when it is.</summary>
    /// <returns>Why it ended.</returns>
    public Task<string> EndedAsync() => _call.LegEndedAsync(Projection);

    /// <summary>
    /// Waits until the carrier has found out who has answered; at once when that is known, and when it was not asked.
    /// </summary>
    /// <param name="timeout">The longest wait from the answer on; null for 30 s, infinite for as long as the leg
    /// lasts.</param>
    /// <returns>Who it is; <see cref="AnsweredBy.Unknown"/> too when the leg is over.</returns>
    [NeedsCommand(typeof(MachineDetection))]
    public Task<AnsweredBy> AnsweredByAsync(TimeSpan? timeout = null) => _call.AnsweredByAsync(Projection, timeout);

    /// <summary>
    /// Waits until the greeting of a machine is over, so that a message can be left; at once when a person has
    /// answered, and when it was not asked.
    /// </summary>
    /// <param name="timeout">The longest wait from the answer on; null for 2 minutes, infinite for as long as the leg
    /// lasts.</param>
    /// <returns>How it ended; <see cref="GreetingEnd.Unknown"/> too when the leg is over.</returns>
    [NeedsCommand(typeof(MachineDetection))]
    public Task<GreetingEnd> GreetingEndedAsync(TimeSpan? timeout = null) => _call.GreetingEndedAsync(Projection, timeout);

    /// <inheritdoc cref="CallContext.SpeakAsync"/>
    [NeedsCommand(typeof(SpeakCommand))]
    public Task SpeakAsync(string sentence, Voice? voice = null, string? tag = null, bool sensitive = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        return _call.StartAudio(new SpeakCommand(sentence) { Voice = voice, IsSensitive = sensitive }, tag, Projection).Completion;
    }

    /// <inheritdoc cref="CallContext.PlayAsync"/>
    [NeedsCommand(typeof(PlayCommand))]
    public Task PlayAsync(Uri fileUrl, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(fileUrl);
        return _call.StartAudio(new PlayCommand(fileUrl), tag, Projection).Completion;
    }

    /// <inheritdoc cref="CallContext.GatherAsync(Prompt, int?, TimeSpan?, string, string, bool)"/>
    [NeedsCommand(typeof(GatherCommand))]
    public Task<GatherResult> GatherAsync(
        Prompt? prompt = null,
        int? maxDigits = null,
        TimeSpan? interDigitTimeout = null,
        string? terminatingDigits = null,
        string? tag = null,
        bool sensitive = false) => StartGather(prompt, maxDigits, interDigitTimeout, terminatingDigits, tag, sensitive).Completion;

    /// <inheritdoc cref="CallContext.StartGather"/>
    [NeedsCommand(typeof(GatherCommand))]
    public GatherHandle StartGather(
        Prompt? prompt = null,
        int? maxDigits = null,
        TimeSpan? interDigitTimeout = null,
        string? terminatingDigits = null,
        string? tag = null,
        bool sensitive = false) =>
        _call.Collect(new GatherCommand { Prompt = prompt, MaxDigits = maxDigits, InterDigitTimeout = interDigitTimeout, TerminatingDigits = terminatingDigits, IsSensitive = sensitive }, tag, Projection);

    /// <inheritdoc cref="CallContext.SendDtmfAsync"/>
    [NeedsCommand(typeof(SendDtmfCommand))]
    public Task<CommandOutcome> SendDtmfAsync(string digits, bool sensitive = false) => _call.SendTonesAsync(digits, sensitive, Projection);

    /// <summary>
    /// Lets two legs hear each other, while the call waits: both leave the bridge that they were in. They end with the
    /// call. On replay nothing is sent.
    /// </summary>
    /// <param name="other">The other leg, which has answered too.</param>
    /// <returns>Whether they are bridged: false when the other leg had hung up.</returns>
    /// <exception cref="CallEndedException">The leg was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(BridgeCommand))]
    public Task<bool> BridgeAsync(Leg other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _call.BridgeAsync(Projection, other.Number);
    }

    /// <inheritdoc cref="CallContext.UnbridgeAsync()"/>
    [NeedsCommand(typeof(UnbridgeCommand))]
    public Task UnbridgeAsync() => _call.UnbridgeAsync(Projection);

    /// <summary>
    /// Hangs it up and waits for its end; does nothing when it is over. One that rings still stops ringing.
    /// </summary>
    [NeedsCommand(typeof(HangupCommand))]
    public Task HangUpAsync() => _call.HangUpAsync(Projection);
}
