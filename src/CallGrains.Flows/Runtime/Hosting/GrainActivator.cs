namespace CallGrains.Flows.Runtime;

/// <summary>
/// Brings grains to life for a host of grains that is not <see cref="GrainHost"/>: an Orleans silo, for example. The
/// host decides where a grain lives and that it lives once; everything else happens in here. <c>AddCallGrainsCore</c>
/// registers it.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
public sealed class GrainActivator
{
    private readonly GrainServices _services;

    internal GrainActivator(GrainServices services) => _services = services;

    /// <summary>Loads a grain from its journal and lets it go on where it stood.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="onLost">
    /// Called once, from any thread, when the activation is lost: an append of it failed, or it was passivated and
    /// could not be read when it was due. The host must drop it, and bring the grain to life again after a moment even
    /// if no message comes: what it had acknowledged must still be acted on.
    /// </param>
    /// <param name="goesElsewhere">
    /// Asked when the grain has still to run a version of a flow that this program does not have: the flow's name, and
    /// the version. True when the host brings the grain to a process that has it: then it is not activated here, and
    /// nothing is written. Null for no: it waits here until the program has it.
    /// </param>
    /// <exception cref="JournalFormatException">Its journal cannot be read by this program.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="GrainLostException">It goes elsewhere.</exception>
    public Task<GrainActivation> ActivateAsync(FlowAddress address, Action<Exception> onLost, Func<string, int, bool>? goesElsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(onLost);
        return GrainActivation.LoadAsync(address, _services, (_, reason) => onLost(reason), goesElsewhere);
    }
}
