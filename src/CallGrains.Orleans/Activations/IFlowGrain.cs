namespace CallGrains.Orleans;

/// <summary>
/// What every grain with a flow answers to. Send through <see cref="ICallRouter"/>, which retries and speaks in the
/// library's own types.
/// </summary>
[Alias("callgrains.flow")]
internal interface IFlowGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a message; ends when it is durable, not when the flow has reacted. Sending it twice does no harm.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait, not the append.</param>
    [Alias("send")]
    [ResponseTimeout("00:00:02")]
    Task<WireReply> SendAsync(WireMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings the grain to life, so that it goes on where its journal says it stood; nothing when it is alive.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("wake")]
    [ResponseTimeout("00:00:02")]
    Task<WireReply> WakeAsync(CancellationToken cancellationToken = default);
}

/// <summary>A call, by its address's id.</summary>
[Alias("callgrains.call")]
internal interface ICallGrain : IFlowGrain;

/// <summary>A conference, by its address's id.</summary>
[Alias("callgrains.conference")]
internal interface IConferenceGrain : IFlowGrain;

/// <summary>A message thread, by its address's id.</summary>
[Alias("callgrains.thread")]
internal interface IThreadGrain : IFlowGrain;

/// <summary>From addresses to grains.</summary>
internal static class FlowGrains
{
    public static IFlowGrain GetGrain(this IGrainFactory grains, FlowAddress address) => address.Kind switch
    {
        GrainKind.Call => grains.GetGrain<ICallGrain>(address.Id),
        GrainKind.Conference => grains.GetGrain<IConferenceGrain>(address.Id),
        GrainKind.Thread => grains.GetGrain<IThreadGrain>(address.Id),
        _ => throw new ArgumentException($"'{address}' names no kind of grain; make it by FlowAddress.Call, Conference or Thread.", nameof(address)),
    };
}
