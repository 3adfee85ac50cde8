namespace CallGrains.Simulator.Callbacks;

/// <summary>The callbacks of one call: one at a time, in order, whatever the other calls do.</summary>
internal sealed class CallbackLine(CallbackSender sender)
{
    private readonly Queue<Delivery> _waiting = new();
    private readonly List<(Delivery, TimeSpan)> _late = [];
    private readonly List<Delivery> _held = [];
    private bool _running;

    /// <summary>
    /// Whether the last event of its call or conference was told. As the keeping below, only for the exchange.
    /// </summary>
    public bool IsEnded { get; set; }

    /// <summary>Keeps an event until after the end.</summary>
    public void KeepLate(Delivery delivery, TimeSpan afterEnd) => _late.Add((delivery, afterEnd));

    public IReadOnlyList<(Delivery Late, TimeSpan After)> TakeLate()
    {
        List<(Delivery, TimeSpan)> taken = [.. _late];
        _late.Clear();
        return taken;
    }

    /// <summary>Keeps an event until another has overtaken it.</summary>
    public void Hold(Delivery delivery) => _held.Add(delivery);

    public void Release()
    {
        _held.ForEach(Post);
        _held.Clear();
    }

    public void Post(Delivery delivery)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(delivery);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        sender.Start(RunAsync);
    }

    private async Task RunAsync()
    {
        while (Next() is { } delivery)
        {
            if (delivery.Reply is not null)
            {
                await delivery.Reply;
            }

            await sender.SendAsync(delivery);
        }
    }

    private Delivery? Next()
    {
        lock (_waiting)
        {
            if (_waiting.TryDequeue(out var delivery))
            {
                return delivery;
            }

            _running = false;
            return null;
        }
    }
}
