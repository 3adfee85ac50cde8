namespace CallGrains.Flows.Runtime;

/// <summary>How grains are hosted in this process.</summary>
public sealed class GrainOptions
{
    /// <summary>
    /// How long a grain waits, with nothing else to do, until it is passivated: only its address and its next wake-up
    /// stay in memory, and whatever comes next reads its journal. 30 s by default; <see cref="TimeSpan.Zero"/>
    /// passivates at each sweep, <see cref="Timeout.InfiniteTimeSpan"/> (any negative time) never.
    /// </summary>
    public TimeSpan PassivateAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a grain with nothing to do stays in memory at all, and how near its next wake-up keeps it there; 10
    /// minutes by default. Bringing it back costs one read of its journal, and one question to the carrier, because
    /// nothing in memory says that it was missed by nobody.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often idle grains are passivated or put away and overdue ones are woken; 5 s by default.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether each line that is logged during a turn, a step or a command names its grain, as the scope <c>Grain</c>;
    /// false by default. A host turns it on where a logging provider's <c>IncludeScopes</c> is set.
    /// </summary>
    public bool LogScopes { get; set; }

    /// <summary>
    /// Messages that may wait for the journal at once; more are turned away (503). 20,000 by default.
    /// </summary>
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>
    /// Grains brought back at once after a restart, and passivated ones woken at once by their timers; 32 by default.
    /// </summary>
    public int RecoveryParallelism { get; set; } = 32;

    /// <summary>
    /// How long a command is tried again while the carrier cannot be reached or turns it away; 60 s by default. A
    /// hang-up is tried for an hour.
    /// </summary>
    public TimeSpan CommandPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long the file of a recording that was reported is asked for until it can be fetched; 10 minutes by default.
    /// Long recordings take their time.
    /// </summary>
    public TimeSpan RecordingPatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long after its end a grain still takes callbacks (late recordings and transcriptions, events sent again):
    /// above zero, 1 day by default. Later ones can only be a replay of what somebody recorded, and are refused.
    /// </summary>
    public TimeSpan ReplayWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// After how many deaths of its process in the middle of one turn a flow is quarantined: it is then run again only
    /// when it is released (<c>POST /api/calls/{id}/release</c>). 5 by default; 0 for never.
    /// </summary>
    public int QuarantineAfter { get; set; } = 5;

    /// <summary>
    /// How many entries a grain may write in a minute: a flow that writes more goes round in circles, and is
    /// quarantined. 12,000 by default; 0 for any number.
    /// </summary>
    public int MostEntriesAMinute { get; set; } = 12_000;

    /// <summary>
    /// How long one turn of a flow may run: a longer one is an endless loop, or work that belongs into a step. Its flow
    /// is quarantined and its caller is taken care of, though only the end of the process frees the thread. 1 minute by
    /// default; zero for any time. After 5 s a turn is told as slow, whatever is set here.
    /// </summary>
    public TimeSpan MostTurnTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many texts a message thread sends in a minute without a person's new words in between: two programs that
    /// answer each other would never end. New words are a text that was not among the last 20, 2 s or more after the
    /// one before. In an hour it sends 20 times as many at most, whatever it is told. More are refused
    /// (<c>too-many-texts</c>). 30 by default; 0 for any number.
    /// </summary>
    public int MostTextsAMinute { get; set; } = 30;

    /// <summary>
    /// What is said to a caller whose flow cannot go on (its version is missing, it decides something else than before,
    /// it is quarantined); then the call is hung up. Empty by default: the call waits until the flow is mended.
    /// </summary>
    public string FallbackSentence { get; set; } = "";

    /// <summary>
    /// Whom such a caller is transferred to instead: a number in E.164, or a SIP address. Empty for nobody.
    /// </summary>
    public string FallbackTransferTo { get; set; } = "";

    /// <summary>How long such a caller waits for the flow to be mended; zero by default.</summary>
    public TimeSpan FallbackAfter { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// After how many entries the journal of a message thread at rest is replaced by a snapshot, when it is read next,
    /// and that of a thread or an ended call whose script begins anew, then; 200 by default.
    /// </summary>
    public int CompactAfter { get; set; } = 200;

    /// <summary>
    /// How much of a command's requests to its carrier is kept beside its outcome in the journal, for people who look
    /// at a call. <see cref="KeptRequests.Failures"/> by default: each with its method, path, status and time, and the
    /// bodies of those that fail. Texts, digits and numbers are hidden in all of them.
    /// </summary>
    public KeptRequests KeepRequests { get; set; } = KeptRequests.Failures;

    /// <summary>
    /// Where grains run; the thread pool by default. One that runs everything in one order makes a host repeatable, for
    /// tests.
    /// </summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;
}
