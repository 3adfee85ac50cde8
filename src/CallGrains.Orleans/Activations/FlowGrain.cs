namespace CallGrains.Orleans;

/// <summary>
/// The thin shell around one <see cref="GrainActivation"/>: Orleans says where it lives and that it lives once, the
/// activation does the rest. Non-reentrant; a message holds the turn until it is durable, never until the flow has
/// reacted.
/// </summary>
internal abstract class FlowGrain(GrainKind kind, SiloActivations silo, CallbackReaders readers) : Grain, IFlowGrain
{
    private GrainActivation? _activation;

    private FlowAddress Address => new(kind, this.GetPrimaryKeyString());

    public async Task<WireReply> SendAsync(WireMessage message, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = message.Read(readers);
            if (silo.IsForeign(read) && await TryMoveUnbegunAsync())
            {
                return Elsewhere();
            }

            var activation = _activation ?? await LoadAsync();
            return WireReply.Of(await activation.SendAsync(read).WaitAsync(cancellationToken));
        }
        catch (ArgumentException e)
        {
            // There is no such flow, perhaps.
            return _activation is not null && await TryMoveUnbegunAsync() ? Elsewhere() : new WireReply { Fault = WireFault.Of(e) };
        }
        catch (Exception e) when (WireFault.Of(e) is { } fault)
        {
            return new WireReply { Fault = fault };
        }
        finally
        {
            SiloActivations.PutAwayUnbegun(GrainContext, _activation);
        }
    }

    public async Task<WireReply> WakeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            _ = _activation ?? await LoadAsync();
            return new WireReply();
        }
        catch (Exception e) when (WireFault.Of(e) is { } fault)
        {
            return new WireReply { Fault = fault };
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_activation is not { } activation)
        {
            return;
        }

        try
        {
            await silo.UnloadAsync(GrainContext, activation).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A silo in a hurry does not wait for the last append; the activation does nothing more all the same.
        }
    }

    private static WireReply Elsewhere() => new() { Fault = WireFault.Of(new GrainLostException()) };

    /// <summary>
    /// In the middle of a rolling update this silo may not know the flow that a message is for: a silo with more flows
    /// is asked before the message counts as nobody's, of which the journal would tell for ever.
    /// </summary>
    private async Task<bool> TryMoveUnbegunAsync()
    {
        if (!await silo.TryMoveUnbegunAsync(GrainContext, Address, _activation))
        {
            return false;
        }

        _activation = null;
        return true;
    }

    /// <summary>
    /// In the first message's turn, not in OnActivateAsync: its sender is to learn what is wrong, in the library's own
    /// words.
    /// </summary>
    private async Task<GrainActivation> LoadAsync()
    {
        try
        {
            return _activation = await silo.LoadAsync(GrainContext, Address);
        }
        catch
        {
            // The runtime never collects these grains by itself, so an empty one would stay for ever.
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>
/// A call. Put away by <see cref="SiloActivations"/>, which knows its timers, and not by the runtime, which does not.
/// </summary>
[KeepAlive]
[GrainType("callgrains.call")]
internal sealed class CallGrain(SiloActivations silo, CallbackReaders readers) : FlowGrain(GrainKind.Call, silo, readers), ICallGrain;

/// <summary>A conference.</summary>
[KeepAlive]
[GrainType("callgrains.conference")]
internal sealed class ConferenceGrain(SiloActivations silo, CallbackReaders readers) : FlowGrain(GrainKind.Conference, silo, readers), IConferenceGrain;

/// <summary>A message thread.</summary>
[KeepAlive]
[GrainType("callgrains.thread")]
internal sealed class ThreadGrain(SiloActivations silo, CallbackReaders readers) : FlowGrain(GrainKind.Thread, silo, readers), IThreadGrain;
