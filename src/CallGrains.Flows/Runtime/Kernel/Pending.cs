namespace CallGrains.Flows.Runtime;

/// <summary>
/// What a grain waits for: outcomes, events that must follow its commands, steps, timers. Not safe for many threads.
/// </summary>
internal sealed class Pending
{
    /// <summary>How long an awaited event may be late before the carrier is asked.</summary>
    private static readonly TimeSpan AwaitedSilence = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a call may be quiet with nothing awaited before the carrier is asked whether it still exists.
    /// </summary>
    private static readonly TimeSpan IdleSilence = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A call that has been well for long is asked about this seldom at last: each question is an entry, and may be a
    /// reading of all entries before.
    /// </summary>
    private static readonly TimeSpan LongestPeace = TimeSpan.FromHours(4);

    /// <summary>How many questions, some 45 minutes, make a quiet call one that has been well for long.</summary>
    private const int ChecksUntilPeace = 5;

    // A call has a handful: lists are smaller than dictionaries, and walked without allocating. In the order of their
    // numbers.
    private readonly List<PendingCommand> _all = [];
    private DateTimeOffset _lastNews;
    private int _checks;
    private bool _isAlive;

    /// <summary>When the grain's last entry was written.</summary>
    public DateTimeOffset LastNews => _lastNews;

    /// <summary>When the grain's first entry was written.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>Commands without an outcome, in the order they were decided.</summary>
    public List<PendingCommand> Commands { get; } = [];

    /// <summary>Steps without a result, and the number of the entry that holds each one's decision.</summary>
    public List<(int Id, long Sequence)> Steps { get; } = [];

    /// <summary>Timers that have not fired.</summary>
    public List<TimerDecided> Timers { get; } = [];

    /// <summary>How often the carrier was asked in vain since it last told something.</summary>
    public int Checks => _checks;

    /// <summary>Recordings that were made and whose events have not come.</summary>
    public int RecordingsDue { get; private set; }

    /// <summary>The recordings whose events have come.</summary>
    public List<string> Recordings { get; } = [];

    public bool IsEmpty => Commands.Count == 0 && Steps.Count == 0 && Timers.Count == 0 && RecordingsDue == 0 && !IsTranscriptionDue;

    /// <summary>Transcriptions that were asked for and whose events have not come.</summary>
    public IEnumerable<PendingCommand> TranscriptionsDue => _all.Where(IsDue);

    private bool IsTranscriptionDue => _all.Exists(IsDue);

    public DateTimeOffset? NextTimer
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var timer in Timers)
            {
                next = next is null || timer.DueAt < next ? timer.DueAt : next;
            }

            return next;
        }
    }

    /// <summary>Commands that took effect and whose last event has not come.</summary>
    public IEnumerable<PendingCommand> Awaited => _all.Where(c => c.AwaitsEvent);

    /// <summary>The command of an operation from its decision on, whether or not its outcome is known.</summary>
    public PendingCommand? Find(int operation) => PlaceOf(operation) is >= 0 and var place ? _all[place] : null;

    /// <summary>The command that places the grain's own call; null for one that came in.</summary>
    public PendingCommand? Placing { get; private set; }

    /// <summary>Whether an operation is known to have created this.</summary>
    public bool KnowsResource(string id) => _all.Any(c => c.ResourceId == id);

    /// <summary>
    /// The commands before this one, on its leg, that certainly took effect. The host's numbers say nothing of their
    /// order; those of one entry do.
    /// </summary>
    public IReadOnlyList<Command> EarlierThan(CommandDecided decided)
    {
        var sequence = Find(decided.Id)?.Sequence ?? long.MaxValue;
        return [.. _all.Where(c => (c.Sequence < sequence || (c.Sequence == sequence && c.Decided.Id < decided.Id)) && c.Decided.Leg == decided.Leg && c.TookEffect)
            .OrderBy(c => c.Sequence).ThenBy(c => c.Decided.Id).Select(c => c.Decided.Command)];
    }

    /// <summary>When the carrier is to be asked, if it stays silent.</summary>
    public DateTimeOffset? NextCheck(GrainProjection projection, bool holds)
    {
        var isDue = RecordingsDue > 0 || IsTranscriptionDue;
        if (projection.IsOver && !isDue && !projection.HasLiveLegs)
        {
            return null;
        }

        var silence = holds || projection.IsSuspect || projection.Main.IsLost || isDue || _all.Exists(static c => c.AwaitsEvent) ? AwaitedSilence : IdleSilence;
        var longest = _isAlive && silence == IdleSilence ? Doubled(LongestSilence, _checks - ChecksUntilPeace, LongestPeace) : LongestSilence;
        return _lastNews + Doubled(silence, _checks, longest);
    }

    private static TimeSpan Doubled(TimeSpan span, int times, TimeSpan longest) => TimeSpan.FromTicks(Math.Min(span.Ticks << Math.Clamp(times, 0, 10), longest.Ticks));

    /// <summary>Nothing is pending, and what was is forgotten.</summary>
    public void Restart(DateTimeOffset firstAt)
    {
        FirstAt = firstAt;
        _all.Clear();
        Recordings.Clear();
    }

    /// <summary>What is not over yet, as the entries that it is known from.</summary>
    public IEnumerable<JournalEntry> Open() => _all.Where(IsOpen).SelectMany<PendingCommand, JournalEntry>(c =>
    [
        new DecisionEntry([c.Decided]) { Sequence = c.Sequence, At = c.DecidedAt, ByHost = c.Decided.Id < 0 },
        .. c.Carrier is { } carrier ? [new AttemptEntry(c.Decided.Id) { Sequence = c.Sequence, At = c.DecidedAt, Carrier = carrier }] : Array.Empty<JournalEntry>(),
        .. c.Outcome is { } outcome ? [new OutcomeEntry(c.Decided.Id, outcome) { Sequence = c.Sequence, At = c.DecidedAt }] : Array.Empty<JournalEntry>(),
    ]);

    /// <summary>Forgets what is over, and takes over what a snapshot kept.</summary>
    public void Continue(SnapshotEntry snapshot, Continuation kept)
    {
        FirstAt = snapshot.FirstAt;
        _all.RemoveAll(c => !IsOpen(c));
        Recordings.Clear();
        RecordingsDue = kept.RecordingsDue;
        foreach (var entry in kept.Kept.Select(k => k.Entry))
        {
            switch (entry)
            {
                case DecisionEntry { Items: [CommandDecided command] } when Find(command.Id) is null:
                    Add(new PendingCommand(command, entry.Sequence, entry.At));
                    Placing = command is { Command: CreateCallCommand, Leg: 0 } ? Find(command.Id) : Placing;
                    break;
                case AttemptEntry { Carrier: { } carrier } moved when Find(moved.Operation) is { } command:
                    command.Carrier = carrier;
                    break;
                case OutcomeEntry outcome when Find(outcome.Operation) is { Outcome: null } command:
                    Commands.Remove(command);
                    command.Outcome = outcome.Outcome;
                    break;
            }
        }
    }

    private bool IsOpen(PendingCommand command) => command.Outcome is null || command.AwaitsEvent || command == Placing;

    /// <summary>Nothing is waited for any more: the flow that would have had it is ended.</summary>
    public void Drop()
    {
        Commands.Clear();
        Steps.Clear();
        Timers.Clear();
        RecordingsDue = 0;
        _all.Clear();
    }

    public void Apply(JournalEntry entry)
    {
        FirstAt = FirstAt == default ? entry.At : FirstAt;
        _lastNews = entry.At;
        _checks = entry is CheckEntry ? _checks + 1 : 0;
        _isAlive = entry is CheckEntry { IsAlive: true };
        switch (entry)
        {
            case DecisionEntry decision:
                foreach (var item in decision.Items)
                {
                    Apply(item, decision);
                }

                break;
            case OutcomeEntry outcome:
                Apply(outcome);
                break;
            case EventEntry e:
                Apply(e);
                break;
            case StepEntry step:
                Apply(step);
                break;
            case TimerEntry timer:
                RemoveTimer(timer.Operation);
                break;
        }
    }

    private void Apply(StepEntry step)
    {
        Steps.RemoveAll(s => s.Id == step.Operation);
        Steps.Capacity = Steps.Count == 0 ? 0 : Steps.Capacity;
    }

    private void RemoveTimer(int id) => Timers.RemoveAll(t => t.Id == id);

    private void Apply(Decided item, DecisionEntry entry)
    {
        switch (item)
        {
            case CommandDecided command:
                var pending = new PendingCommand(command, entry.Sequence, entry.At);
                Add(pending);
                Placing = command is { Command: CreateCallCommand, Leg: 0 } ? pending : Placing;
                RecordingsDue += command.Command is RecordCommand { Enabled: true } ? 1 : 0;
                break;
            case StepDecided:
                Steps.Add((item.Id, entry.Sequence));
                break;
            case TimerDecided timer:
                Timers.Add(timer);
                break;
            case TimerCancelled cancelled:
                RemoveTimer(cancelled.Timer);
                break;
        }
    }

    private void Add(PendingCommand command)
    {
        Commands.Add(command);
        var place = PlaceOf(command.Decided.Id);
        _all.Insert(place < 0 ? ~place : place, command);
    }

    /// <summary>
    /// Where the command of an operation is; the complement of where it belongs when it is not there. The latest are
    /// asked for most.
    /// </summary>
    private int PlaceOf(int operation)
    {
        var place = _all.Count - 1;
        while (place >= 0 && _all[place].Decided.Id > operation)
        {
            place--;
        }

        return place >= 0 && _all[place].Decided.Id == operation ? place : ~(place + 1);
    }

    private static bool IsDue(PendingCommand command) => command is { Decided.Command: TranscribeCommand, AwaitsEvent: true };

    private void Apply(OutcomeEntry entry)
    {
        Commands.RemoveAll(c => c.Decided.Id == entry.Operation);
        if (Find(entry.Operation) is { } command)
        {
            command.Outcome = entry.Outcome;
            RecordingsDue -= command.Decided.Command is RecordCommand { Enabled: true } && !entry.Outcome.IsDone && RecordingsDue > 0 ? 1 : 0;
        }
    }

    private void Apply(EventEntry entry)
    {
        if (entry is { Event: RecordingEvent recording, Disposition: Disposition.Accepted })
        {
            Recordings.Add(recording.RecordingId);
            RecordingsDue -= RecordingsDue > 0 ? 1 : 0;
        }

        var operation = entry.Event.OperationId ?? (entry.Event is ConferenceAudioEvent audio ? UntaggedAnnouncement(audio, entry.Leg) : null);
        var isNewcomer = entry.Event is ConferenceMemberEvent member && !KnowsResource(member.MemberId);
        var isStray = entry.Event is ConferenceEvent conference && Find(entry.Leg)?.ResourceId is { } own && own != conference.ConferenceId;
        foreach (var command in _all)
        {
            command.Apply(entry, operation, isNewcomer, isStray);
        }
    }

    /// <summary>
    /// No document promises the tag in a conference's audio events. One announcement replaces the other, so they begin
    /// and end in their order.
    /// </summary>
    private int? UntaggedAnnouncement(ConferenceAudioEvent audio, int leg) => _all.Find(c =>
        c.Decided.Leg == leg && c.AwaitsEvent && (c.Decided.Command as AnnounceCommand)?.Prompt.FileUrl is null == audio is ConferenceSpeakEvent
        && c.Decided.Command is AnnounceCommand && c.Confirmed == audio.IsDone)?.Decided.Id;
}

/// <summary>A command from its decision to its last event.</summary>
internal sealed class PendingCommand(CommandDecided decided, long sequence, DateTimeOffset decidedAt)
{
    private bool _settled;

    public CommandDecided Decided { get; } = decided;

    /// <summary>
    /// The number of the entry that holds the decision: once that is durable, the command may be sent.
    /// </summary>
    public long Sequence { get; } = sequence;

    /// <summary>When it was decided; it was sent no earlier.</summary>
    public DateTimeOffset DecidedAt { get; } = decidedAt;

    /// <summary>The carrier that it goes to, where that is not its grain's.</summary>
    public string? Carrier { get; set; }

    /// <summary>Whether this activation has taken it in hand.</summary>
    public bool Dispatched { get; set; }

    public CommandOutcome? Outcome
    {
        get;
        set => (field, ResourceId) = (value, ResourceId ?? value?.ResourceId);
    }

    /// <summary>Whether an event shows that the carrier took it.</summary>
    public bool Confirmed { get; private set; }

    public bool TookEffect => Confirmed || Outcome is { IsDone: true };

    /// <summary>
    /// The carrier's id of what it created: from the answer to the request, or from the event that ended it.
    /// </summary>
    public string? ResourceId { get; private set; }

    /// <summary>Whether an event must still follow.</summary>
    public bool AwaitsEvent => !_settled && (Outcome is null or { IsDone: true }) && Decided.Command is
        AnswerCommand or RejectCommand or HangupCommand or SpeakCommand { Loop: false } or PlayCommand { Loop: false }
        or GatherCommand or TransferCommand or CreateCallCommand or TranscribeCommand
        or CreateConferenceCommand or AddMemberCommand or AnnounceCommand { Loop: false };

    /// <param name="entry">The event.</param>
    /// <param name="operation">The operation that it is about; null when it names none.</param>
    /// <param name="isNewcomer">
    /// Whether it is about a member that no command is known to have made: one that leaves was in, too. Late news of a
    /// known one says nothing of the call's next joining.
    /// </param>
    /// <param name="isStray">Whether it is about a conference that was made beside the leg's own, by a request in doubt
    /// that was sent again.</param>
    public void Apply(EventEntry entry, int? operation, bool isNewcomer, bool isStray)
    {
        if (_settled || entry.Disposition == Disposition.Unclaimed)
        {
            return;
        }

        var mine = operation == Decided.Id && entry.Leg == Decided.Leg;
        var ofMyLeg = GrainProjection.ReportedLeg(Decided) == entry.Leg;
        var answersMe = Decided.Command is AnswerCommand && entry.Event is AnswerEvent && entry.Leg == Decided.Leg;
        var joins = entry.Event is ConferenceMemberEvent member && Decided.Command is AddMemberCommand add && add.CallId == member.CallId && entry.Leg == Decided.Leg
            && (isNewcomer || ResourceId == member.MemberId);
        Confirmed |= mine || ofMyLeg || answersMe || joins;
        ResourceId ??= entry.Event switch
        {
            GatherEvent gather when mine => gather.GatherId,
            ConferenceEvent conference when ofMyLeg => conference.ConferenceId,
            ConferenceMemberEvent joined when joins => joined.MemberId,
            _ => null,
        };
        _settled = entry.Event switch
        {
            TranscriptionEvent transcription => IsOf(transcription),
            _ when Decided.Command is TranscribeCommand => false,
            CallAudioEvent { IsDone: true } => mine && Decided.Command.StartsAudio && Decided.Command is not GatherCommand,
            GatherEvent => mine,
            ConferenceAudioEvent { IsDone: true } => mine,
            ConferenceEvent conference => ofMyLeg || (conference.IsCompleted && !isStray && Decided.Command is ConferenceCommand && entry.Leg == Decided.Leg),
            ConferenceMemberEvent => joins,
            AnswerEvent => ofMyLeg || answersMe,
            HangupEvent or TimeoutEvent or ErrorEvent => ofMyLeg || entry.Leg == Decided.Leg,
            _ => false,
        };
    }

    private bool IsOf(TranscriptionEvent e) =>
        Decided.Command is TranscribeCommand command && (e.TranscriptionId == ResourceId || e.RecordingId == command.RecordingId);
}
