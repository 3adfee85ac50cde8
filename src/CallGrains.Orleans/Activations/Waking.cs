using Microsoft.Extensions.Logging;

namespace CallGrains.Orleans;

/// <summary>Brings grains to life that no message comes for.</summary>
internal static partial class Waking
{
    /// <summary>Wakes a grain, wherever it lives or is to live.</summary>
    /// <returns>False when it must be tried again; a journal that cannot be read is not.</returns>
    public static async Task<bool> TryWakeAsync(this IGrainFactory grains, FlowAddress address, ILogger logger)
    {
        try
        {
            var reply = await grains.GetGrain(address).WakeAsync();
            if (reply.Fault is { } fault)
            {
                LogNotAwake(logger, address, fault.Message);
            }

            return reply.Fault is null or { Kind: FaultKind.Format };
        }
        catch (Exception e)
        {
            // Whatever the runtime throws while silos come and go, the grain is still owed its wake-up.
            LogNotAwake(logger, address, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} cannot be brought back: {Reason}")]
    private static partial void LogNotAwake(ILogger logger, FlowAddress grain, string reason);
}
