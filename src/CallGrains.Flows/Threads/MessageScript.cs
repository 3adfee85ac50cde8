namespace CallGrains.Flows;

/// <summary>
/// A conversation by text, written from top to bottom, for each pair of numbers: it begins with a text, a signal, or
/// the control API, awaits the next ones, and may wait for months. When it returns, the next text begins it anew. After
/// a crash it runs again from its start, its journal answering everything that was answered before. STOP, START and
/// HELP are answered by the framework (<see cref="KeywordOptions"/>). A STOP ends the conversation: what it awaits
/// fails with <see cref="TextsStoppedException"/>, and the first text after a START begins a new one.
/// </summary>
/// <remarks>
/// One thread at a time. Await only what <see cref="ThreadContext"/> gives; everything else belongs into
/// <see cref="ScriptContext.StepAsync{T}(string, Func{Task{T}}, TimeSpan?)"/>. An exception is journalled and logged,
/// and ends the conversation; the next text begins a new one.
/// </remarks>
public abstract class MessageScript : IThreadFlow
{
    FlowRun IFlow.CreateRun(FlowAddress address) => new MessageScriptRun(this, address);

    internal Task StartAsync(ThreadContext thread) => RunAsync(thread);

    /// <summary>
    /// One conversation. The text that began it is the first that <see cref="ThreadContext.NextAsync"/> gives; one that
    /// the control API began has <see cref="ThreadContext.Args"/>.
    /// </summary>
    /// <param name="thread">The thread.</param>
    protected abstract Task RunAsync(ThreadContext thread);
}
