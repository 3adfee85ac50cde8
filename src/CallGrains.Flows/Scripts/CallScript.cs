namespace CallGrains.Flows;

/// <summary>
/// A flow written from top to bottom. <see cref="RunAsync"/> begins with the call and may await for as long as the call
/// lasts; after a crash it runs again from its start, its journal answering everything that was answered before.
/// </summary>
/// <remarks>
/// One instance a call, one thread at a time. Await only what <see cref="CallContext"/> gives (and
/// <see cref="Task.WhenAll(Task[])"/> and <see cref="Task.WhenAny(Task[])"/> over it); everything else belongs into
/// <see cref="ScriptContext.StepAsync{T}(string, Func{Task{T}}, TimeSpan?)"/>. When <see cref="RunAsync"/> returns, a
/// call that was not transferred is hung up. A <see cref="CallEndedException"/> that escapes ends the script cleanly;
/// any other exception is journalled and logged at once, and hangs the call up.
/// </remarks>
public abstract class CallScript : IFlow
{
    FlowRun IFlow.CreateRun(FlowAddress address) => new CallScriptRun(this, address);

    internal Task StartAsync(CallContext call) => RunAsync(call);

    /// <summary>The flow.</summary>
    /// <param name="call">The call.</param>
    protected abstract Task RunAsync(CallContext call);
}
