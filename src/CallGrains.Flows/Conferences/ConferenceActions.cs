namespace CallGrains.Flows;

/// <summary>
/// The conference, as the handlers of a <see cref="ConferenceFlow{TState}"/> see and command it. Commands are collected
/// and journalled when the handler returns; only then are they sent, in order. While nobody is in, they are dropped.
/// </summary>
/// <remarks>
/// For the running handler only: elsewhere commands and timers throw <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class ConferenceActions
{
    private readonly ConferenceHandlerRun _run;

    internal ConferenceActions(ConferenceHandlerRun run) => _run = run;

    /// <summary>The grain's address, for signals and for the control API.</summary>
    public FlowAddress Address => _run.Address;

    /// <summary>The name that calls join it by.</summary>
    public string Name => _run.Address.Id;

    /// <summary>The carrier's id of the conference; null while there is none.</summary>
    public string? ConferenceId => _run.Conference.Current?.CallId;

    /// <summary>Who is in it, in the order they joined.</summary>
    public IReadOnlyList<Participant> Members => _run.Conference.Members;

    /// <summary>How many are in it.</summary>
    public int Count => _run.Conference.Count;

    /// <summary>How many calls wait to be taken in: for a moderator, or for the carrier.</summary>
    public int WaitingCount => _run.Conference.WaitingCount;

    /// <summary>Whether only moderators may join.</summary>
    public bool IsLocked => _run.Conference.IsLocked;

    /// <summary>The time of the event being handled, by the host's clock.</summary>
    public DateTimeOffset Now => _run.Now;

    /// <summary>
    /// Speaks a sentence to all; <c>OnSpeak</c> follows twice. It replaces what is being said or played.
    /// </summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    /// <param name="voice">The voice; null for the carrier's default.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    [NeedsCommand(typeof(AnnounceCommand))]
    public void Speak(string sentence, Voice? voice = null, bool loop = false, string? tag = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        Send(new AnnounceCommand(new Prompt { Sentence = sentence, Voice = voice }) { Loop = loop }, tag);
    }

    /// <summary>
    /// Plays a file to all; <c>OnPlayback</c> follows twice. It replaces what is being said or played.
    /// </summary>
    /// <param name="fileUrl">Where the carrier fetches it.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    [NeedsCommand(typeof(AnnounceCommand))]
    public void Play(Uri fileUrl, bool loop = false, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(fileUrl);
        Send(new AnnounceCommand(new Prompt { FileUrl = fileUrl }) { Loop = loop }, tag);
    }

    /// <summary>Stops the sentence being spoken to all.</summary>
    [NeedsCommand(typeof(StopAnnouncementCommand))]
    public void StopSpeaking() => Send(new StopAnnouncementCommand(IsFile: false));

    /// <summary>Stops the file being played to all.</summary>
    [NeedsCommand(typeof(StopAnnouncementCommand))]
    public void StopPlaying() => Send(new StopAnnouncementCommand(IsFile: true));

    /// <summary>Lets nobody be heard, or everybody again. The carrier tells of no single member then.</summary>
    /// <param name="mute">Whether nobody is heard.</param>
    [NeedsCommand(typeof(ChangeConferenceCommand))]
    public void MuteAll(bool mute = true) => Send(new ChangeConferenceCommand { Mute = mute });

    /// <summary>Lets nobody hear anything, or everybody again. The carrier tells of no single member then.</summary>
    /// <param name="hold">Whether nobody hears anything.</param>
    [NeedsCommand(typeof(ChangeConferenceCommand))]
    public void HoldAll(bool hold = true) => Send(new ChangeConferenceCommand { Hold = hold });

    /// <summary>Lets a member not be heard, or be heard again; <c>OnChanged</c> follows.</summary>
    /// <param name="member">Which.</param>
    /// <param name="mute">Whether it is not heard.</param>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Mute(Participant member, bool mute = true) => Change(member, seat => new ChangeMemberCommand(seat) { Mute = mute });

    /// <summary>Lets a member hear nothing, or hear again; <c>OnChanged</c> follows.</summary>
    /// <param name="member">Which.</param>
    /// <param name="hold">Whether it hears nothing.</param>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Hold(Participant member, bool hold = true) => Change(member, seat => new ChangeMemberCommand(seat) { Hold = hold });

    /// <summary>Takes a member out, whose call goes on with its own flow; <c>OnLeft</c> follows.</summary>
    /// <param name="member">Which.</param>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Remove(Participant member) => Change(member, seat => new ChangeMemberCommand(seat) { Leaves = true });

    /// <summary>
    /// From now on only moderators may join: others are refused, those who wait too. It lasts until
    /// <see cref="Unlock"/>, also into the next conference of this name.
    /// </summary>
    public void Lock() => Lock(true);

    /// <summary>Lets everybody join again.</summary>
    public void Unlock() => Lock(false);

    /// <summary>Ends the conference and hangs up its calls; <c>OnEnded</c> follows.</summary>
    [NeedsCommand(typeof(EndConferenceCommand))]
    public void End() => Send(new EndConferenceCommand());

    /// <summary>
    /// Sends another flow a signal, durably and once: a member's call (<see cref="Participant.Call"/>), for example.
    /// </summary>
    /// <param name="to">The other grain.</param>
    /// <param name="name">The signal's name; it does not begin with <c>$</c>.</param>
    /// <param name="value">What it carries, as JSON; null for nothing.</param>
    public void Signal(FlowAddress to, string name, object? value = null) => _run.Signal(to, name, value);

    /// <summary>Tells another grain something of the framework's own.</summary>
    internal void Tell(string to, string name, object? value)
    {
        _run.EnsureHandling();
        _run.Decide(id => new CommandDecided(id, ConferenceProtocol.Write(to, name, value)));
    }

    /// <summary>Asks to be told when a call is over; <c>OnStartedCallEnded</c> follows.</summary>
    internal void Watch(string call) => _run.Watch(call);

    /// <summary>
    /// Calls somebody for this conference, with a flow of the call's own that lets it join; <c>OnStartedCallEnded</c>
    /// follows.
    /// </summary>
    /// <param name="flow">The call's flow: it joins this conference by its name once it is answered.</param>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="from">One of our numbers; null for the one that hosted the first conference of this name.</param>
    /// <param name="args">What the call's flow is given (<c>call.Args</c>), as JSON; null for nothing.</param>
    /// <param name="ringTimeout">How long it rings: above zero, up to 300 s; null for 60 s.</param>
    /// <returns>The new call's grain, for signals.</returns>
    [NeedsCommand(typeof(CreateCallCommand))]
    public FlowAddress StartCall(string flow, string to, string? from = null, object? args = null, TimeSpan? ringTimeout = null) =>
        _run.StartCall(flow, to, from ?? _run.Projection.From, args, new ConferenceName(Name), ringTimeout);

    /// <summary>
    /// Says in a few words how the flow stands, for lists and the control API. Journalled with what the handler
    /// decides.
    /// </summary>
    /// <param name="status">1 to 100 characters.</param>
    public void SetStatus(string status)
    {
        _run.EnsureHandling();
        _run.SetStatus(status);
    }

    /// <summary>
    /// Says what the flow has come to, for the control API; the last one counts. Journalled with what the handler
    /// decides.
    /// </summary>
    /// <param name="result">Anything that System.Text.Json writes, up to 8000 characters.</param>
    public void SetResult(object? result)
    {
        _run.EnsureHandling();
        _run.SetResult(result);
    }

    /// <summary>Starts a durable timer; <c>OnTimer</c> follows. A running timer of the same name is replaced.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="after">When it fires, from <see cref="Now"/>.</param>
    public void StartTimer(string name, TimeSpan after) => _run.StartTimer(name, after);

    /// <summary>Ends a timer before it fires; harmless when there is none.</summary>
    /// <param name="name">Its name.</param>
    public void CancelTimer(string name) => _run.CancelTimer(name);

    private void Lock(bool isLocked)
    {
        _run.EnsureHandling();
        if (IsLocked != isLocked)
        {
            _run.Decide(id => new LockDecided(id, isLocked));
            ConferencePolicy.RefuseLocked(_run, _run.Conference);
        }
    }

    private void Change(Participant member, Func<ConferenceSeat, ChangeMemberCommand> change)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (ConferenceId is { } conference)
        {
            Send(change(new ConferenceSeat(conference, member.MemberId)));
        }
    }

    private void Send(Command command, string? tag = null)
    {
        _run.EnsureHandling();
        if (_run.Conference.Current is { CallId: not null } session)
        {
            _run.Decide(id => new CommandDecided(id, command) { Leg = session.Number, Tag = tag });
        }
    }
}
