using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The call is over, so what the script asked for cannot be. Letting it escape from <c>RunAsync</c> ends the script
/// cleanly.
/// </summary>
/// <param name="cause">The carrier's cause, for example <c>NORMAL_CLEARING</c>.</param>
public sealed class CallEndedException(string cause) : Exception($"The call has ended: {cause}.")
{
    /// <summary>The carrier's cause, for example <c>NORMAL_CLEARING</c>.</summary>
    public string Cause { get; } = cause;
}

/// <summary>
/// The other side has sent a stop word, so the conversation is over. Letting it escape from <c>RunAsync</c> ends the
/// conversation cleanly.
/// </summary>
public sealed class TextsStoppedException() : Exception("The other side has stopped texts.");

/// <summary>
/// The script begins anew (<see cref="ScriptContext.ContinueAsNewAsync"/>): let it escape from <c>RunAsync</c>.
/// </summary>
public sealed class ContinueAsNewException : Exception
{
    internal ContinueAsNewException(JsonElement? state)
        : base("The script begins anew. This leaves RunAsync: it must not be caught, nor thrown in after-call work.") => State = state;

    /// <summary>What it begins with.</summary>
    internal JsonElement? State { get; }
}

/// <summary>The carrier refused a command, or nobody can tell whether it took effect.</summary>
/// <param name="command">The command.</param>
/// <param name="outcome">What became of it.</param>
public sealed class CommandFailedException(Command command, CommandOutcome outcome) : Exception(Describe(command, outcome))
{
    /// <summary>The command.</summary>
    public Command Command { get; } = command;

    /// <summary>What became of it.</summary>
    public CommandOutcome Outcome { get; } = outcome;

    private static string Describe(Command command, CommandOutcome outcome) =>
        $"{command.GetType().Name} is {outcome.Status} after {outcome.Attempts} attempt(s): {outcome.Error?.Status} {outcome.Error?.Code} {outcome.Error?.Message}".TrimEnd();
}

/// <summary>A step threw; its journalled error says what.</summary>
/// <param name="step">The step's name.</param>
/// <param name="error">The exception's type and message.</param>
/// <param name="details">The whole exception, with its inner ones and where it was thrown; null when it is not
/// known.</param>
public sealed class StepFailedException(string step, string error, string? details = null) : Exception($"Step '{step}' failed: {error}")
{
    /// <summary>
    /// The whole exception, with its inner ones and where it was thrown; null for a step that took too long, and in
    /// journals of before this was kept.
    /// </summary>
    public string? Details { get; } = details;

    /// <summary>With what the step threw.</summary>
    public override string ToString() => Details is null ? base.ToString() : $"{base.ToString()}\n---- In the step:\n{Details}";

    /// <summary>The step's name.</summary>
    public string Step { get; } = step;

    /// <summary>Whether it took longer than it may.</summary>
    public bool TimedOut => error.StartsWith(TooLong, StringComparison.Ordinal);

    /// <summary>
    /// The name of the type of what it threw (<c>HttpRequestException</c>), without its namespace; null when it took
    /// too long.
    /// </summary>
    public string? ErrorType => TimedOut ? null : error.Split(':')[0];

    internal const string TooLong = "took longer than ";
}

/// <summary>
/// A script's code no longer decides what the journal says it decided. Put the old code back (as its own version), or
/// guard the change with <c>call.Patched("…")</c>.
/// </summary>
public sealed class NonDeterminismException : Exception
{
    private NonDeterminismException(string message, Decided? today = null, Decided? journalled = null)
        : base(message) => (Today, Journalled) = (today, journalled);

    /// <summary>What the code decides now; null when it decides nothing there, or the flow cannot run at all.</summary>
    public Decided? Today { get; }

    /// <summary>
    /// What the journal says was decided; null when it has nothing there, or the flow cannot run at all.
    /// </summary>
    public Decided? Journalled { get; }

    internal static NonDeterminismException Different(FlowAddress grain, Decided now, Decided then) =>
        new($"{grain}: the flow decides {now.Signature} as number {now.Id}, but its journal has {then.Signature} as number {then.Id} there. {Advice}", now, then);

    internal static NonDeterminismException Extra(FlowAddress grain, Decided now) =>
        new($"{grain}: the flow decides {now.Signature} as number {now.Id}, but its journal has nothing there. {Advice}", today: now);

    internal static NonDeterminismException Missing(FlowAddress grain, Decided then) =>
        new($"{grain}: the journal has {then.Signature} as number {then.Id}, but the flow does not decide it any more. {Advice}", journalled: then);

    internal static NonDeterminismException Escaped(FlowAddress grain) =>
        new($"{grain}: the flow awaited something that is not its call's own (a Task.Delay, an HTTP request, a Task.Run, a ConfigureAwait(false)), so it went on outside its turn. A script puts such work into call.StepAsync, and waits by call.DelayAsync; a handler of a CallFlow awaits nothing, and uses timers and signals.");

    internal static NonDeterminismException Unknown(FlowAddress grain, BeginEntry begin, FlowRegistry flows) =>
        new($"{grain} began with flow '{begin.Flow}' version {begin.FlowVersion}, which is not registered any more; registered are: {flows.KnownVersions}. Register that version until its last call has ended.");

    private const string Advice = "Keep the old code as its own version for the calls that began with it, or guard the change with call.Patched(\"name\").";
}
