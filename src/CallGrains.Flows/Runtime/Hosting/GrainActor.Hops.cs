namespace CallGrains.Flows.Runtime;

/// <content>
/// Calls that lead to one another: a flow that dials another of our numbers, whose flow dials the first one, would
/// never end. Each call knows how many came before it.
/// </content>
internal sealed partial class GrainActor
{
    /// <summary>What was begun so long ago leads to nothing: whatever goes round in circles is faster.</summary>
    private static readonly TimeSpan ChainWindow = TimeSpan.FromMinutes(10);

    private const int MostParents = 10;

    /// <summary>The hops of what this grain places now.</summary>
    private int NextHops => Ask(k => k.Begin is { } begin && Now - begin.At <= ChainWindow ? begin.Hops : 0) + 1;

    /// <summary>Remembers a call that is about to be placed, in case it comes in again.</summary>
    private void NoteHop(Command command)
    {
        if (_services.Flows.MostDiversions <= 0)
        {
            return;
        }

        switch (command)
        {
            case CreateCallCommand create:
                _services.Hops.Places(_services.ShownOf(create.From), create.To, NextHops, Now);
                break;
            case TransferCommand transfer:
                var (from, to) = Ask(k => (k.Projection.From, k.Projection.To));
                _services.Hops.Places(transfer.CallerId is { } shown ? [shown] : [from, to], transfer.To, NextHops, Now);
                break;
        }
    }

    /// <summary>The first callback of a call, with the hops that led to it.</summary>
    private async ValueTask<GrainMessage> CountHopsAsync(GrainMessage message)
    {
        if (message is not Callback { Leg: 0, Event: IncomingCallEvent call } callback || _services.Flows.MostDiversions <= 0 || Ask(k => k.Projection.Begun))
        {
            return message;
        }

        var hops = _services.Hops.Take(call.From, call.To, Now) ?? (call.From is { } from && _services.Flows.IsOwn(from) ? await FindHopsAsync(from, call.To ?? "") : 0);
        return callback with { Hops = hops };
    }

    /// <summary>
    /// A call from one of our numbers that another process may have placed, or this one before it was started anew: its
    /// journal says so.
    /// </summary>
    private async Task<int> FindHopsAsync(string from, string to)
    {
        try
        {
            var hops = 0;
            var page = await _services.Journal.ListAsync(new GrainQuery { Kind = GrainKind.Call, State = GrainState.Live, Number = from, Size = MostParents }, _end);
            foreach (var parent in page.Items.Where(p => p.Address != Address && Now - p.CreatedAt <= ChainWindow))
            {
                if (await _services.Journal.ReadAsync(parent.Address, _end) is { } history)
                {
                    var kernel = GrainKernel.Load(parent.Address, history, _services.Flows, _services.Readers);
                    var isParent = kernel.Projection.Legs.Any(l => !l.Over && l.Created?.Command is CreateCallCommand create && create.From == from && create.To == to);
                    hops = isParent ? Math.Max(hops, (kernel.Begin?.Hops ?? 0) + 1) : hops;
                }
            }

            return hops;
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalFormatException)
        {
            // The guard is no reason to refuse a call.
            return 0;
        }
    }
}
