using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Brings callbacks and messages to the processes: late, twice, in another order, or not at all. For one thread.
/// </summary>
internal sealed class FuzzDelivery(FuzzWorld fuzz)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int MostTries = 400;

    /// <summary>Signals that are to come through at last, however often they are lost.</summary>
    private int _signals;

    public void Deliver(Arrival arrival)
    {
        var told = fuzz.Explains ? TraceLog.Describe(arrival.Event) : "";
        if (fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDropped))
        {
            fuzz.Tell("carrier", $"loses {told}");
            return;
        }

        var delay = fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDelayed)
            ? fuzz.Choices.Within(fuzz.Choices.OneOf(4) == 0 ? Late : LongestDelay)
            : TimeSpan.Zero;
        fuzz.Start(() => SendAsync(PlaceAsync, told, delay, givesUp: arrival.Event is not IncomingCallEvent));
        if (fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDoubled))
        {
            var again = delay + fuzz.Choices.Within(fuzz.Choices.OneOf(3) == 0 ? Late : LongestDelay);
            fuzz.Start(() => SendAsync(PlaceAsync, $"{told} again", again, givesUp: true));
        }

        async ValueTask<(FlowAddress, GrainMessage)> PlaceAsync(HostProcess process) => await arrival.PlaceAsync(process);
    }

    /// <summary>Sends a signal until it is taken.</summary>
    public void Signal(FlowAddress to, FlowFuzzSignal kind)
    {
        var signal = new Signal($"fuzz#{++_signals}", kind.Name, kind.Value is { } value ? FuzzWorld.Json(value) : FuzzWorld.Json(_signals));
        fuzz.Start(() => SendAsync(to, signal, $"signal {kind.Name} {_signals}"));
    }

    /// <summary>Sends a message until it is taken.</summary>
    public Task SendAsync(FlowAddress to, GrainMessage message, string what) => SendAsync(_ => new((to, message)), what, TimeSpan.Zero, givesUp: false);

    private async Task SendAsync(Func<HostProcess, ValueTask<(FlowAddress To, GrainMessage Message)>> place, string what, TimeSpan delay, bool givesUp)
    {
        await PassAsync(delay);
        for (var tries = 1; fuzz.Violation is null; tries++)
        {
            if (await TryAsync(place) is var (to, message, receipt))
            {
                fuzz.Tell("->", $"{what} to {to}: {receipt.Disposition} {receipt.Reason}");
                fuzz.InvariantChecker.Acknowledged(to, message, receipt);
                return;
            }

            fuzz.Tell("->", $"{what}: not taken");
            if (givesUp && fuzz.Happens(ChoiceKind.Callback, 300))
            {
                return;
            }

            if (tries == MostTries)
            {
                fuzz.Violate($"promise 7: {what} is never taken");
            }

            await PassAsync(Retry);
        }
    }

    private async Task<(FlowAddress To, GrainMessage Message, Receipt Receipt)?> TryAsync(Func<HostProcess, ValueTask<(FlowAddress To, GrainMessage Message)>> place)
    {
        if (fuzz.Hosts.Any() is not { } process)
        {
            return null;
        }

        fuzz.Events++;
        try
        {
            var sending = GiveAsync(process, place);
            return await Task.WhenAny(sending, process.Died) == sending ? await sending : null;
        }
        catch (Exception e) when (e is JournalUnavailableException or OverloadedException or CarrierException)
        {
            return null;
        }
    }

    private static async Task<(FlowAddress To, GrainMessage Message, Receipt Receipt)> GiveAsync(HostProcess process, Func<HostProcess, ValueTask<(FlowAddress To, GrainMessage Message)>> place)
    {
        var (to, message) = await place(process);
        return (to, message, await process.Host.SendAsync(to, message));
    }

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? fuzz.World.Passes(time) : Task.CompletedTask;
}
