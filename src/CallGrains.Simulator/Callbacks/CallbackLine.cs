namespace CallGrains.Simulator.Callbacks;

/// <summary>The callbacks of one call: one at a time, in order, whatever the other calls do.</summary>
internal sealed class CallbackLine(CallbackSender sender)
{
    private readonly Queue<Delivery> waiting = new();
    private readonly List<(Delivery, TimeSpan)> late = [];
    private readonly List<Delivery> held = [];
    private bool running;

    /// <summary>
    /// Whether the last event of its call or conference was told. As the keeping below, only for the exchange.
    /// </summary>
    public bool IsEnded { get; set; }

    /// <summary>Keeps an event until after the end.</summary>
    public void KeepLate(Delivery delivery, TimeSpan afterEnd) => late.Add((delivery, afterEnd));

    public IReadOnlyList<(Delivery Late, TimeSpan After)> TakeLate()
    {
        List<(Delivery, TimeSpan)> taken = [.. late];
        late.Clear();
        return taken;
    }

    /// <summary>Keeps an event until another has overtaken it.</summary>
    public void Hold(Delivery delivery) => held.Add(delivery);

    public void Release()
    {
        held.ForEach(Post);
        held.Clear();
    }

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
