using System.Text;
using CallGrains.Simulator.Callbacks;
using Answered = CallGrains.Simulator.Callbacks.CallbackAnswer;
using Sent = CallGrains.Simulator.Callbacks.CallbackRequest;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>
/// Brings callbacks to the processes of a world, as they would come over HTTP: the carrier's protocol reads them, and
/// URL and event say which grain they are for. A process that dies meanwhile has answered nothing: the next one gets
/// them, as from a proxy.
/// </summary>
internal sealed class NetworkCallbacks(NetworkCarrier carrier) : ICallbackTransport
{
    public TaskScheduler Scheduler => carrier.World.Scheduler;

    public async Task<Answered> SendAsync(Sent request, TimeSpan timeout, int mostRead, CancellationToken stop)
    {
        var arrival = Read(request);
        Note(arrival);
        var isLost = carrier.Loses(arrival.Event.EventType);
        carrier.World.TraceLog.Event(arrival.Event, isLost);
        if (isLost)
        {
            return Taken;
        }

        if (carrier.Takes is { } take)
        {
            take(arrival);
            return Taken;
        }

        return await GiveAsync(arrival, stop);
    }

    public void Dispose()
    {
    }

    private static Answered Taken { get; } = new(200, null, null, []);

    private async Task<Answered> GiveAsync(Arrival arrival, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var process = carrier.World.Process;
            try
            {
                var giving = GiveAsync(process, arrival);
                if (await Task.WhenAny(giving, process.Died) == giving)
                {
                    await giving;
                    carrier.World.Changed();
                    return Taken;
                }
            }
            catch (Exception e) when (e is JournalUnavailableException or OverloadedException or CarrierException)
            {
                carrier.World.TraceLog.Host($"does not take {arrival.Event.EventType}: {e.Message}");
            }

            await carrier.World.Passes(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task GiveAsync(HostProcess process, Arrival arrival)
    {
        var (to, callback) = await arrival.PlaceAsync(process);
        await process.Router.SendAsync(to, callback, CancellationToken.None);
    }

    private Arrival Read(Sent request)
    {
        var isQuery = request.Method == HttpMethod.Get;
        var raw = Encoding.UTF8.GetBytes(isQuery ? request.Url.Query.TrimStart('?') : request.Body ?? "");
        var parts = request.Url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var route = parts switch
        {
            [_, _, "i", var token] when World.Tokens.TryRead(token, out var address, out var leg) => new CallbackRoute { Address = address, Leg = leg },
            [_, _, "flows", var flow] => new CallbackRoute { Flow = Uri.UnescapeDataString(flow) },
            _ => default,
        };
        var read = CallbackIntake.Read(carrier.Protocol, new CallbackRequest(isQuery ? CallbackForm.Query : CallbackForm.Json, raw));
        return new Arrival(carrier.Protocol, read, route);
    }

    /// <summary>What must be asked about has been told of before.</summary>
    private void Note(Arrival arrival)
    {
        if (arrival.IsToBePlaced)
        {
            return;
        }

        var (to, callback) = arrival.Place();
        if (callback.Event is CallEvent call)
        {
            carrier.Places(call.CallId, to, callback.Leg);
        }
        else if (callback.Event is ConferenceEventBase conference)
        {
            carrier.Places(conference.ConferenceId, to, callback.Leg);
        }
    }
}
