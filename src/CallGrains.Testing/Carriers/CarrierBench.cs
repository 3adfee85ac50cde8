using System.Diagnostics.CodeAnalysis;

namespace CallGrains.Testing;

/// <summary>How a request goes wrong on its way to a carrier.</summary>
public enum WireFault
{
    /// <summary>It never arrives, and nobody can tell.</summary>
    RequestLost,

    /// <summary>It has its effect, but the answer does not arrive.</summary>
    AnswerLost,

    /// <summary>The carrier turns it away, because there were too many.</summary>
    TooMany,

    /// <summary>The carrier refuses it, and would again.</summary>
    Refused,
}

/// <summary>
/// A carrier's adapter, and the carrier's own side of it in the hands of a check: a simulated carrier, or one in
/// memory. Calls of it take no time of the machine, but what its <see cref="TimeProvider"/> says.
/// </summary>
/// <remarks>For one check.</remarks>
public abstract class CarrierBench
{
    /// <summary>The adapter.</summary>
    public abstract ICarrier Carrier { get; }

    /// <summary>How many requests have changed something at the carrier.</summary>
    public abstract int Effects { get; }

    /// <summary>The next request that is to change something goes wrong; those after it go well.</summary>
    /// <param name="fault">How.</param>
    public abstract void Next(WireFault fault);

    /// <summary>Somebody calls one of our numbers.</summary>
    /// <returns>The carrier's call id.</returns>
    public abstract string Dials();

    /// <summary>A caller presses keys.</summary>
    /// <param name="callId">The carrier's call id.</param>
    /// <param name="digits">The keys.</param>
    public abstract void Press(string callId, string digits);

    /// <summary>A caller hangs up.</summary>
    /// <param name="callId">The carrier's call id.</param>
    public abstract void HangUp(string callId);

    /// <summary>Takes the oldest callback that the carrier has sent and nobody has taken.</summary>
    /// <param name="callback">The callback, as it comes to the ingress.</param>
    public abstract bool TryTake([NotNullWhen(true)] out CallbackRequest? callback);

    /// <summary>
    /// The carrier's id of a recording of a call that has stopped and can be transcribed; null while there is none. By
    /// default <c>rec-1</c>, for a bench whose carrier transcribes whatever it is asked.
    /// </summary>
    /// <param name="callId">The carrier's call id.</param>
    public virtual string? RecordingOf(string callId) => "rec-1";

    /// <summary>A callback that somebody else sends; null when the carrier signs nothing.</summary>
    /// <param name="genuine">The carrier's own.</param>
    public virtual CallbackRequest? Forged(CallbackRequest genuine) => null;

    /// <summary>
    /// A callback that was recorded and is sent again days later; null when the carrier's signature does not age.
    /// </summary>
    /// <param name="genuine">The carrier's own.</param>
    public virtual CallbackRequest? Stale(CallbackRequest genuine) => null;
}
