namespace CallGrains.Flows;

/// <summary>
/// What every script may do, whatever it is for: steps, delays, signals, the deterministic clock and ids. Each member
/// says how it behaves on replay.
/// </summary>
/// <remarks>
/// For the script's own turn only: from another thread, members throw <see cref="NonDeterminismException"/>.
/// </remarks>
public abstract partial class ScriptContext
{
    private readonly ScriptRun _run;

    private protected ScriptContext(ScriptRun run) => _run = run;

    /// <summary>The grain's address, for signals and for the control API. The same on replay.</summary>
    public FlowAddress Address => _run.Address;

    /// <summary>The call that waits end with; null when there is none, or it was over before they began.</summary>
    private protected virtual LegProjection? Bound => null;

    /// <summary>Our number.</summary>
    private protected abstract string OwnNumber { get; }

    /// <summary>
    /// The time of what the script reacts to, by the host's clock. On replay: the time it was then. Use it instead of
    /// any other clock.
    /// </summary>
    public DateTimeOffset Now => _run.Now;

    /// <summary>
    /// Whether the script is running again over what it did before. For logging only: deciding by it breaks the replay.
    /// </summary>
    public bool IsReplaying => _run.IsReplaying;

    /// <summary>A new id, the same on replay.</summary>
    public Guid NewGuid() => _run.NewGuid();

    /// <summary>
    /// Guards a change of a live script: <c>if (call.Patched("ask-twice")) { new code } else { old code }</c>. Calls
    /// that had passed this point before the change keep false; calls that reach it later get true, which is
    /// journalled. Remove the old branch when no call from before the change is left, and the guard itself when no call
    /// with the patch is left.
    /// </summary>
    /// <param name="patch">A name, unique in the script.</param>
    public bool Patched(string patch) => _run.Patched(patch);

    /// <summary>
    /// Says in a few words how the flow stands, for lists and the control API. The same on replay.
    /// </summary>
    /// <param name="status">1 to 100 characters.</param>
    public void SetStatus(string status)
    {
        _run.EnsureTurn();
        _run.SetStatus(status);
    }

    /// <summary>
    /// Says what the flow has come to, for the control API; the last one counts. The same on replay.
    /// </summary>
    /// <param name="result">Anything that System.Text.Json writes, up to 8000 characters.</param>
    public void SetResult(object? result)
    {
        _run.EnsureTurn();
        _run.SetResult(result);
    }

    /// <summary>Waits until the carrier has taken a command that no event follows.</summary>
    private protected Task<CommandOutcome> TakenAsync(int operation, Command command) => _run.WaitAsync<CommandOutcome>(input => input switch
    {
        OutcomeEntry { Outcome.Status: OutcomeStatus.Refused } o when o.Operation == operation =>
            Answer<CommandOutcome>.Failed(new CommandFailedException(command, o.Outcome)),
        OutcomeEntry o when o.Operation == operation => new Answer<CommandOutcome>(o.Outcome),
        _ => null,
    });

    /// <summary>Decides a command that needs no live call.</summary>
    private protected int Free(Command command)
    {
        _run.EnsureTurn();
        return _run.Decide(id => new CommandDecided(id, command));
    }
}
