using CallGrains.Benchmarks.References;

namespace CallGrains.Benchmarks.Peers.Grain;

/// <summary>A leg of a call.</summary>
[Alias("bench.call")]
internal interface ICallGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a callback: when the task has completed, it is stored, and the command that follows was sent.
    /// </summary>
    /// <param name="callback">The callback.</param>
    /// <param name="isAgent">Whether it is about the leg of an agent.</param>
    [Alias("take")]
    Task TakeAsync(CallbackBody callback, bool isAgent);
}

/// <summary>
/// The grain, as the manual of Orleans has it: state in memory, written with each callback; then the command. After the
/// hang-up it leaves the memory.
/// </summary>
internal sealed class CallGrain([PersistentState("call")] IPersistentState<CallState> call, BotCarrier carrier, CallbackUrl url) : Orleans.Grain, ICallGrain
{
    /// <inheritdoc/>
    public async Task TakeAsync(CallbackBody callback, bool isAgent)
    {
        call.State = new CallState { Step = $"{callback.EventType}/{callback.State ?? callback.CallState}", Events = call.State.Events + 1, Last = callback };
        await call.WriteStateAsync();
        if (FrontDeskBot.Next(callback, isAgent, url.Value) is { } command)
        {
            await carrier.SendAsync(command);
        }

        if (callback.EventType == "hangup")
        {
            DeactivateOnIdle();
        }
    }
}

/// <summary>Where this server's callbacks go.</summary>
/// <param name="Value">The address.</param>
internal sealed record CallbackUrl(string Value);
