namespace CallGrains.Simulator.Callbacks;

/// <summary>The callbacks of one call: one at a time, in order, whatever the other calls do.</summary>
internal sealed class CallbackLine(CallbackSender sender)
{
    private readonly Queue<Delivery> waiting = new();
    private bool running;

    public void Post(Delivery delivery)
    {
        lock (waiting)
        {
            waiting.Enqueue(delivery);
            if (running) return;
            running = true;
        }

        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (Next() is { } delivery)
        {
            if (delivery.Reply is not null) await delivery.Reply;
            await sender.SendAsync(delivery);
        }
    }

    private Delivery? Next()
    {
        lock (waiting)
        {
            if (waiting.TryDequeue(out var delivery)) return delivery;
            running = false;
            return null;
        }
    }
}
