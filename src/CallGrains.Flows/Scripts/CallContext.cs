using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The call, as its script sees and commands it. Each member says how it behaves on replay, when the script runs again
/// from its start.
/// </summary>
/// <remarks>
/// For the script's own turn only: from another thread, members throw <see cref="NonDeterminismException"/>. Commands
/// that need the call throw <see cref="CallEndedException"/> once it is over; steps, delays and signals go on.
/// </remarks>
public sealed partial class CallContext : ScriptContext
{
    private readonly CallScriptRun _run;

    internal CallContext(CallScriptRun run)
        : base(run) => _run = run;

    /// <summary>The carrier's id of the call; null for an outbound call the carrier has not taken yet.</summary>
    public string? CallId => _run.Projection.Main.CallId;

    /// <summary>The calling party: E.164 or SIP. The same on replay.</summary>
    public string From => _run.Projection.From;

    /// <summary>The called party: E.164 or SIP. The same on replay.</summary>
    public string To => _run.Projection.To;

    /// <summary>Whether we placed the call. The same on replay.</summary>
    public bool IsOutbound => _run.Projection.Direction == "out";

    /// <summary>
    /// What the call was started with (control API, <c>args</c>); null for nothing. The same on replay.
    /// </summary>
    public JsonElement? Args => _run.Projection.Args;

    /// <summary>Whether the call has been answered, as of this point of the script.</summary>
    public bool IsAnswered => _run.Projection.Main.Answered;

    /// <summary>Whether the call is over, as of this point of the script.</summary>
    public bool HasEnded => _run.Projection.Main.IsLost;

    /// <summary>
    /// Why the call ended (<c>NORMAL_CLEARING</c>, …); null while it lasts, and until the carrier has said why.
    /// </summary>
    public string? EndCause => _run.Projection.Main.Cause;

    /// <summary>
    /// How long this call's commands, the one that placed it included, have waited for their turns so far, because the
    /// carrier's rate limits are kept. The same on replay; each command's own wait stands in its outcome.
    /// </summary>
    public TimeSpan GovernorWait => _run.Projection.GovernorWait;

    /// <summary>
    /// After-call work: runs once the call is over and <c>RunAsync</c> has ended, in the order of registration. It may
    /// await steps, delays, signals and late recordings, not commands to the call. Each piece runs, whether or not one
    /// before it has failed; a failure is journalled and logged.
    /// </summary>
    /// <param name="work">The work; replayed like the rest of the script.</param>
    public void OnEnded(Func<CallContext, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _run.EnsureTurn();
        _run.AfterCall(work);
    }

    /// <summary>
    /// Waits until the call is over; at once when it is. The script may go on with steps, texts and delays.
    /// </summary>
    /// <returns>Why it ended.</returns>
    public Task<string> EndedAsync() => LegEndedAsync(_run.Projection.Main);

    /// <summary>A call that lives: waits end with it.</summary>
    private protected override LegProjection? Bound => _run.Rules >= FlowRules.CallerSafe && !_run.Projection.Main.Over ? _run.Projection.Main : null;

    /// <summary>Whether it is in a conference, or waits for one.</summary>
    private protected override bool IsHeld => _run.Call.InConference is not null || _run.Call.Memberships.Any(m => !m.IsAnswered);

    /// <summary>Decides a command for a leg that must be live.</summary>
    private int Command(Command command, string? tag = null, LegProjection? leg = null)
    {
        _run.EnsureTurn();
        leg ??= _run.Projection.Main;
        ThrowIfOver(leg);
        return _run.Decide(id => new CommandDecided(id, command) { Leg = leg.Number, Tag = tag });
    }

    /// <summary>
    /// Waits for the event that ends a command; a refusal fails the wait, the end of the leg answers it with
    /// <paramref name="over"/>, or ends it.
    /// </summary>
    private Task<T> ResultAsync<T>(int operation, Command command, Func<EventEntry, T?> match, Func<T>? over = null, LegProjection? leg = null)
        where T : class
    {
        leg ??= _run.Projection.Main;
        return _run.WaitAsync(Answer);

        Answer<T>? Answer(JournalEntry? input) => input switch
        {
            EventEntry e when match(e) is { } result => new Answer<T>(result),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o when o.Operation == operation =>
                Answer<T>.Failed(new CommandFailedException(command, o.Outcome)),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } o when o.Operation == operation => Over(),
            _ => leg.Over ? Over() : null,
        };

        Answer<T> Over() => over is null ? Answer<T>.Failed(Ended(leg)) : new Answer<T>(over());
    }

    private static void ThrowIfOver(LegProjection leg)
    {
        if (leg.IsLost)
        {
            throw Ended(leg);
        }
    }

    private static CallEndedException Ended(LegProjection leg) => new(leg.Cause ?? "UNKNOWN");
}
