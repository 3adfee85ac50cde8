using System.Text.Json;

namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    /// <summary>
    /// Ends this run, and begins <c>RunAsync</c> again from its start, with its <c>Args</c> set to the state given. For
    /// scripts without an end: what the run has decided is not replayed any more, and entries that nothing needs are
    /// removed from the journal of a message thread, and of a call that is over. Texts and signals that were not taken
    /// yet come to the next run. Timers and sounds' waits end, legs are hung up, after-call work is to be registered
    /// again. The next run is of the newest version that is registered. A crash in between
    /// changes nothing.
    /// <code>
    /// if (++state.Rounds == 100) await thread.ContinueAsNewAsync(state);
    /// </code>
    /// </summary>
    /// <param name="state">What the next run is to know, as JSON; null for nothing.</param>
    /// <returns>A task that fails at once with <see cref="ContinueAsNewException"/>, which must leave
    /// <c>RunAsync</c>.</returns>
    /// <exception cref="InvalidOperationException">A step runs whose result would be lost, or the call is in a
    /// conference: await the step, leave the conference first.</exception>
    public Task ContinueAsNewAsync(object? state = null)
    {
        _run.EnsureTurn();
        if (_run.HasSteps || IsHeld)
        {
            throw new InvalidOperationException(_run.HasSteps
                ? "A step runs whose result would be lost; await it before the script begins anew."
                : "The call is in a conference, or waits for one, which the next run would know nothing of; leave it before the script begins anew.");
        }

        return Task.FromException(new ContinueAsNewException(state is null ? null : JsonSerializer.SerializeToElement(state, JsonSerializerOptions.Web)));
    }

    /// <summary>Whether something lasts that another run could not take over.</summary>
    private protected virtual bool IsHeld => false;
}
