using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Callbacks;

/// <summary>
/// Puts events on their lines, or does with them what an ordered fault wants. Used only inside the exchange.
/// </summary>
internal sealed class CallbackDispatcher(Exchange exchange, CallbackSender sender, FaultService faults, Variants variants)
{
    public CallbackLine OpenLine() => new(sender);

    public void Post(CallbackLine line, Delivery delivery)
    {
        variants.Event(delivery.Event);
        var fault = faults.OfCallback(delivery);
        Handle(line, fault is null ? delivery : delivery with { Fault = fault.Describe() }, fault?.Order);
        if (!delivery.IsLast)
        {
            return;
        }

        line.IsEnded = true;
        foreach (var (late, after) in line.TakeLate())
        {
            exchange.After(after, () => line.Post(late));
        }
    }

    private void Handle(CallbackLine line, Delivery delivery, FaultOrder? fault)
    {
        switch (fault?.Kind)
        {
            case "drop":
                line.Post(delivery with { IsDropped = true });
                return;
            case "delay":
            case "late" when line.IsEnded || delivery.IsLast:
                exchange.After(fault.Time, () => line.Post(delivery));
                return;
            case "late":
                line.KeepLate(delivery, fault.Time);
                return;
            case "reorder":
                line.Hold(delivery);
                exchange.After(fault.Time, line.Release);
                return;
            default:
                line.Post(delivery);
                break;
        }

        if (fault?.Kind == "duplicate")
        {
            exchange.After(fault.Time, () => line.Post(delivery with { Fault = $"{delivery.Fault}, the copy", WhenAnswered = null, WhenLost = null }));
        }

        line.Release();
    }
}
