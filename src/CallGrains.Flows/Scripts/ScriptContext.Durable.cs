using System.Text.Json;

namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    private static readonly TimeSpan DefaultStepTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStepTimeout = TimeSpan.FromDays(1);

    /// <summary>
    /// Runs a side effect (database, HTTP, …) outside the script's turn and remembers its result as JSON. On replay the
    /// remembered result is given and nothing runs. A crash in its middle runs it again: at least once, so make it
    /// repeatable.
    /// </summary>
    /// <param name="name">Names the step in the journal.</param>
    /// <param name="step">The work. It must not touch the call.</param>
    /// <param name="timeout">The longest it may take, up to a day; null for 60 s.</param>
    /// <typeparam name="T">What it returns; must survive System.Text.Json.</typeparam>
    /// <exception cref="StepFailedException">It threw, or took too long.</exception>
    public async Task<T> StepAsync<T>(string name, Func<Task<T>> step, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var value = await RunStepAsync(name, async limit => JsonSerializer.SerializeToElement(await step().WaitAsync(limit), JsonSerializerOptions.Web), timeout);
        return value is { } json ? json.Deserialize<T>(JsonSerializerOptions.Web)! : default!;
    }

    /// <inheritdoc cref="StepAsync{T}(string, Func{Task{T}}, TimeSpan?)"/>
    public Task StepAsync(string name, Func<Task> step, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        return RunStepAsync(name, Run, timeout);

        async Task<JsonElement?> Run(CancellationToken limit)
        {
            await step().WaitAsync(limit);
            return null;
        }
    }

    /// <summary>Waits, durably. On replay it ends at once when it had ended.</summary>
    /// <param name="delay">How long, by the host's clock; zero or less is over at once.</param>
    /// <exception cref="CallEndedException">The call ended meanwhile. A delay that begins after the call's end goes
    /// on.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite, or ends after the year 9999.</exception>
    public Task DelayAsync(TimeSpan delay)
    {
        _run.EnsureTurn();
        if (_run.Rules >= FlowRules.CallerSafe && IsEndless(delay))
        {
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "A delay ends. To wait for as long as it takes, await what ends it: call.EndedAsync(), or WaitForSignalAsync without a timeout.");
        }

        var timer = StartTimer(delay);
        return Bound is { } call ? DelayOfCallAsync(timer, call) : TimerFiredAsync(timer);
    }

    private async Task DelayOfCallAsync(int timer, LegProjection call)
    {
        var fired = await _run.WaitAsync<bool>(input => input is TimerEntry entry && entry.Operation == timer ? new(true) : call.Over ? new(false) : null);
        if (!fired)
        {
            _run.Decide(id => new TimerCancelled(id, timer));
            throw new CallEndedException(call.Cause ?? "UNKNOWN");
        }
    }

    /// <summary>
    /// Waits for a signal of this name; one that came before is taken at once. Each signal is given once.
    /// </summary>
    /// <param name="name">The signal's name.</param>
    /// <param name="timeout">The longest wait; null or infinite waits as long as the call or the conversation
    /// lives.</param>
    /// <typeparam name="T">What it carries. With a timeout, a type that can be null: a 0 that came and none at all are
    /// the same <c>int</c>.</typeparam>
    /// <returns>The value; the type's default when none came in time, or it carried none
    /// (<see cref="ReceiveSignalAsync{T}"/> tells the two apart).</returns>
    /// <exception cref="CallEndedException">The call ended meanwhile. A wait that begins after the call's end goes
    /// on.</exception>
    public async Task<T?> WaitForSignalAsync<T>(string name, TimeSpan? timeout = null) => ValueOf<T>(await TakeSignalAsync(name, timeout));

    /// <summary>
    /// Waits for a signal of this name, and says whether one came; one that came before is taken at once. Each signal
    /// is given once.
    /// </summary>
    /// <param name="name">The signal's name.</param>
    /// <param name="timeout">The longest wait; null or infinite waits as long as the call or the conversation
    /// lives.</param>
    /// <typeparam name="T">What it carries.</typeparam>
    /// <exception cref="CallEndedException">The call ended meanwhile. A wait that begins after the call's end goes
    /// on.</exception>
    public async Task<SignalResult<T>> ReceiveSignalAsync<T>(string name, TimeSpan? timeout = null)
    {
        var signal = await TakeSignalAsync(name, timeout);
        return new SignalResult<T>(signal is not null, ValueOf<T>(signal));
    }

    private async Task<SignalEntry?> TakeSignalAsync(string name, TimeSpan? timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _run.EnsureTurn();
        var call = Bound;
        int? timer = Limit(timeout) is { } limit ? StartTimer(limit) : null;
        var (signal, over) = await _run.WaitAsync<(SignalEntry?, bool)>(input =>
            _run.Signals.Take(name) is { } taken ? new((taken, false))
            : input is TimerEntry fired && fired.Operation == timer ? new((null, false))
            : call is { Over: true } ? new((null, true))
            : null);
        if ((signal is not null || over) && timer is { } running)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return over ? throw new CallEndedException(call!.Cause ?? "UNKNOWN") : signal;
    }

    private static T? ValueOf<T>(SignalEntry? signal) => signal?.Value is { } value ? value.Deserialize<T>(JsonSerializerOptions.Web) : default;

    /// <summary>
    /// The timeout of a wait; null for none. An infinite one is none, and so is one beyond the calendar.
    /// </summary>
    private protected TimeSpan? Limit(TimeSpan? timeout) => timeout is { } limit && _run.Rules >= FlowRules.CallerSafe && IsEndless(limit) ? null : timeout;

    private bool IsEndless(TimeSpan time) => time == Timeout.InfiniteTimeSpan || time > DateTimeOffset.MaxValue - Now;

    private protected int StartTimer(TimeSpan delay)
    {
        var due = Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
        return _run.Decide(id => new TimerDecided(id, due));
    }

    private Task<bool> TimerFiredAsync(int timer) =>
        _run.WaitAsync<bool>(input => input is TimerEntry fired && fired.Operation == timer ? new(true) : null);

    private Task<JsonElement?> RunStepAsync(string name, Func<CancellationToken, Task<JsonElement?>> step, TimeSpan? timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var limit = timeout ?? DefaultStepTimeout;
        if (limit <= TimeSpan.Zero || limit > LongestStepTimeout)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), limit, $"Step '{name}' may take more than nothing and up to a day; start longer work in the step, and wait for its end by a signal.");
        }

        _run.EnsureTurn();
        var operation = _run.DecideStep(name, limit, step);
        return _run.WaitAsync<JsonElement?>(input => input is not StepEntry result || result.Operation != operation ? null
            : result.Error is { } error ? Answer<JsonElement?>.Failed(new StepFailedException(name, error, result.Details))
            : new Answer<JsonElement?>(result.Value));
    }
}
