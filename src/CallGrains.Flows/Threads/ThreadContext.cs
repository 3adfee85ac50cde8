using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The message thread, as its script sees and commands it. Each member says how it behaves on replay.
/// </summary>
/// <remarks>
/// For the script's own turn only: from another thread, members throw <see cref="NonDeterminismException"/>.
/// </remarks>
public sealed class ThreadContext : ScriptContext
{
    private readonly MessageScriptRun _run;

    internal ThreadContext(MessageScriptRun run)
        : base(run) => _run = run;

    /// <summary>Our number. The same on replay.</summary>
    public string Own => _run.Projection.From;

    /// <summary>The other side's number. The same on replay.</summary>
    public string Peer => _run.Projection.To;

    /// <summary>Whether the other side has stopped texts, as of this point of the script.</summary>
    public bool IsStopped => _run.Thread.IsStopped;

    /// <summary>
    /// What the conversation was begun with (control API, <c>args</c>); null for nothing, and when a text began it. The
    /// same on replay.
    /// </summary>
    public JsonElement? Args => _run.Args;

    private protected override string OwnNumber => Own;

    /// <summary>
    /// Waits for the next text; texts that came meanwhile are given at once, in their order, each once. The same on
    /// replay.
    /// </summary>
    /// <param name="timeout">The longest wait; null or infinite for as long as it takes.</param>
    /// <returns>The text; null when none came in time.</returns>
    /// <exception cref="TextsStoppedException">The other side has stopped texts: the conversation is over.</exception>
    public async Task<MessageEvent?> NextAsync(TimeSpan? timeout = null)
    {
        _run.EnsureTurn();
        int? timer = !_run.HasText && Limit(timeout) is { } limit ? StartTimer(limit) : null;
        var text = await _run.WaitAsync<MessageEvent?>(input =>
            _run.TakeText() is { } taken ? new Answer<MessageEvent?>(taken)
            : input is TimerEntry fired && fired.Operation == timer ? new Answer<MessageEvent?>(null)
            : null);
        if (text is not null && timer is { } running)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return text;
    }

    /// <summary>Sends a text to the other side and waits for its receipt. On replay nothing is sent.</summary>
    /// <param name="text">1 to 2048 characters; may be empty with media.</param>
    /// <param name="media">The URLs of pictures and other files; null for none. The carrier gives no receipts for
    /// these: the wait ends when it is sent.</param>
    /// <param name="patience">The longest wait for the receipt; null to go on at once when the carrier has taken
    /// it.</param>
    /// <returns>What became of it; state <c>stopped</c> when the other side has stopped texts, and nothing was
    /// sent.</returns>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(SendMessageCommand))]
    public Task<SendResult> ReplyAsync(string text, IReadOnlyList<Uri>? media = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        _run.EnsureTurn();
        return IsStopped
            ? Task.FromResult(SendResult.Stopped)
            : SendAsync(new SendMessageCommand(Own, Peer, text) { Media = media }, patience ?? TimeSpan.Zero);
    }
}
