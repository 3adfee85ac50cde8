using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Testing.Worlds;

/// <summary>The callbacks of one call, sent one after the other until each is acknowledged.</summary>
internal sealed class CallbackLine(FakeCarrier carrier, FlowAddress address, int leg, string? flow)
{
    private readonly Queue<JsonObject> _waiting = new();
    private int _generation;
    private bool _sending;

    public FlowAddress Address => address;

    /// <summary>The operation whose URL they come to; 0 for the grain's own call.</summary>
    public int Leg => leg;

    public void Post(JsonObject e)
    {
        if (carrier.Takes is { } take)
        {
            take(Read(e));
            return;
        }

        lock (_waiting)
        {
            _waiting.Enqueue(e);
        }

        Start();
    }

    public void DeliverAgain()
    {
        lock (_waiting)
        {
            _generation++;
            _sending = false;
        }

        Start();
    }

    private void Start()
    {
        int generation;
        lock (_waiting)
        {
            if (_sending || _waiting.Count == 0)
            {
                return;
            }

            (_sending, generation) = (true, _generation);
        }

        _ = carrier.World.Start(() => SendAsync(generation));
    }

    private async Task SendAsync(int generation)
    {
        while (Next(generation) is { } e)
        {
            var receipt = await TryAsync(e);
            lock (_waiting)
            {
                if (generation == _generation && receipt is not null)
                {
                    _waiting.Dequeue();
                    carrier.Acknowledged.Add((e, receipt));
                }
            }

            carrier.World.Changed();
        }
    }

    private async Task<Receipt?> TryAsync(JsonObject e)
    {
        try
        {
            return await carrier.World.SendAsync(address, e, leg, flow);
        }
        catch (Exception x) when (x is JournalUnavailableException or OverloadedException)
        {
            await carrier.World.Passes(TimeSpan.FromSeconds(1));
            return null;
        }
    }

    private Arrival Read(JsonObject e)
    {
        var read = CallbackIntake.Read(carrier.Protocol, new CallbackRequest(CallbackForm.Json, Encoding.UTF8.GetBytes(e.ToJsonString())));
        return new Arrival(carrier.Protocol, read, new CallbackRoute { Address = address, Leg = leg, Flow = flow });
    }

    private JsonObject? Next(int generation)
    {
        lock (_waiting)
        {
            if (generation != _generation)
            {
                return null;
            }

            _sending = _waiting.TryPeek(out var e);
            return e;
        }
    }
}
