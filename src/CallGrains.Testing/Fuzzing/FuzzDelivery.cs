using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Brings callbacks and messages to the processes: late, twice, in another order, or not at all. For one thread.
/// </summary>
internal sealed class FuzzDelivery(FuzzWorld fuzz)
{
    private static readonly BandwidthCallbacks Reader = new();
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int MostTries = 400;
    private static readonly string[] Fields = ["eventType", "callId", "status", "state", "reason", "digits", "dtmfDigit", "cause", "recordingId", "conferenceId", "memberId", "deliveryState", "text", "tag"];

    /// <summary>Signals that are to come through at last, however often they are lost.</summary>
    private int _signals;

    public void Deliver(FlowAddress to, int leg, string? flow, JsonObject e)
    {
        var type = (string)e["eventType"]!;
        if (fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDropped))
        {
            fuzz.Tell("carrier", $"loses {Short(e)}");
            return;
        }

        var raw = Encoding.UTF8.GetBytes(e.ToJsonString());
        var callback = new Callback("bandwidth", CallbackForm.Json, raw, Reader.Read(new CallbackRequest(CallbackForm.Json, raw))) { Leg = leg, Flow = flow };
        var delay = fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDelayed)
            ? fuzz.Choices.Within(fuzz.Choices.OneOf(4) == 0 ? Late : LongestDelay)
            : TimeSpan.Zero;
        fuzz.Start(() => SendAsync(to, callback, Short(e), delay, givesUp: type != "incomingcall"));
        if (fuzz.Happens(ChoiceKind.Callback, fuzz.FaultProfile.CallbackIsDoubled))
        {
            var again = delay + fuzz.Choices.Within(fuzz.Choices.OneOf(3) == 0 ? Late : LongestDelay);
            fuzz.Start(() => SendAsync(to, callback, $"{Short(e)} again", again, givesUp: true));
        }
    }

    /// <summary>Sends a signal until it is taken.</summary>
    public void Signal(FlowAddress to, string name)
    {
        var signal = new Signal($"fuzz#{++_signals}", name, FuzzWorld.Json(_signals));
        fuzz.Start(() => SendAsync(to, signal, $"signal {name} {_signals}", TimeSpan.Zero, givesUp: false));
    }

    /// <summary>Sends a message until it is taken.</summary>
    public Task SendAsync(FlowAddress to, GrainMessage message, string what) => SendAsync(to, message, what, TimeSpan.Zero, givesUp: false);

    private async Task SendAsync(FlowAddress to, GrainMessage message, string what, TimeSpan delay, bool givesUp)
    {
        await PassAsync(delay);
        for (var tries = 1; fuzz.Violation is null; tries++)
        {
            if (await TryAsync(to, message) is { } receipt)
            {
                fuzz.Tell("->", $"{what} to {to}: {receipt.Disposition} {receipt.Reason}");
                fuzz.InvariantChecker.Acknowledged(to, message, receipt);
                return;
            }

            fuzz.Tell("->", $"{what} to {to}: not taken");
            if (givesUp && fuzz.Happens(ChoiceKind.Callback, 300))
            {
                return;
            }

            if (tries == MostTries)
            {
                fuzz.Violate($"promise 7: {what} to {to} is never taken");
            }

            await PassAsync(Retry);
        }
    }

    private async Task<Receipt?> TryAsync(FlowAddress to, GrainMessage message)
    {
        if (fuzz.Hosts.Any() is not { } process)
        {
            return null;
        }

        fuzz.Events++;
        try
        {
            var sending = process.Host.SendAsync(to, message);
            return await Task.WhenAny(sending, process.Died) == sending ? await sending : null;
        }
        catch (Exception e) when (e is JournalUnavailableException or OverloadedException)
        {
            return null;
        }
    }

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? fuzz.World.Passes(time) : Task.CompletedTask;

    private static string Short(JsonObject e) =>
        string.Join(' ', Fields
            .Select(name => (string?)e[name]).Where(value => value is not null));
}
