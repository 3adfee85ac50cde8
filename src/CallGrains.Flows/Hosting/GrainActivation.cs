namespace CallGrains.Flows;

/// <summary>
/// Brings grains to life for a host of grains that is not <see cref="GrainHost"/>: an Orleans silo, for example. The host decides where a grain
/// lives and that it lives once; everything else happens in here. <c>AddCallGrainsCore</c> registers it.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
public sealed class GrainActivator
{
    private readonly GrainServices _services;

    internal GrainActivator(GrainServices services) => _services = services;

    /// <summary>Loads a grain from its journal and lets it go on where it stood.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="onLost">
    /// Called once, from any thread, when the activation is lost: an append of it failed. The host must drop it, and bring the grain to life
    /// again after a moment even if no message comes: what it had acknowledged must still be acted on.
    /// </param>
    /// <param name="goesElsewhere">
    /// Asked when the grain has still to run a version of a flow that this program does not have: the flow's name, and the version. True when the host brings the grain to
    /// a process that has it: then it is not activated here, and nothing is written. Null for no: it waits here until the program has it.
    /// </param>
    /// <exception cref="JournalFormatException">Its journal cannot be read by this program.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="GrainLostException">It goes elsewhere.</exception>
    public async Task<GrainActivation> ActivateAsync(GrainAddress address, Action<Exception> onLost, Func<string, int, bool>? goesElsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(onLost);
        return new GrainActivation(await GrainActor.ActivateAsync(address, _services, (_, reason) => onLost(reason), goesElsewhere));
    }
}

/// <summary>One grain, alive in this process: it takes messages, runs its flow, sends its commands and watches its timers until it is put away.</summary>
/// <remarks>Safe for many threads. Two activations of one grain do no harm beyond work done for nothing: the first failed append ends the loser.</remarks>
public sealed class GrainActivation : IAsyncDisposable
{
    private readonly GrainActor _actor;

    internal GrainActivation(GrainActor actor) => _actor = actor;

    /// <summary>The grain.</summary>
    public GrainAddress Address => _actor.Address;

    /// <summary>The flow that it waits for, because this program does not have it in this version; null when it waits for none.</summary>
    public (string Name, int Version)? MissingFlow => _actor.MissingFlow;

    /// <summary>Takes a message. The task ends when it is durable; the flow reacts meanwhile, or later.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="GrainLostException">This activation has been put away or lost: ask for the grain again.</exception>
    /// <exception cref="JournalConflictException">Another activation has written: this one is lost now.</exception>
    /// <exception cref="JournalUnavailableException">It could not be made durable; this activation is lost now.</exception>
    /// <exception cref="ArgumentException">The message cannot be acted on, for example because it names a flow that does not exist.</exception>
    public Task<Receipt> SendAsync(GrainMessage message) => _actor.SendAsync(message);

    /// <summary>Puts the activation away when it has nothing to do and will not have for a while; afterwards it takes no message.</summary>
    /// <param name="idleTimeout">How long it must have been idle, and must have before its next timer; an ended grain need not wait.</param>
    /// <returns>Whether it is put away.</returns>
    public bool TryRetire(TimeSpan idleTimeout) => _actor.TryRetire(idleTimeout);

    /// <summary>
    /// Ends the activation: nothing more is decided or sent, and what is being written is finished. What was not journalled is forgotten;
    /// commands that were on their way stay in doubt, and the next activation observes before it sends.
    /// </summary>
    public ValueTask DisposeAsync() => _actor.DisposeAsync();
}
