namespace CallGrains;

/// <summary>
/// Names one operation for ever: the grain that decided it, and its number there. A carrier hides it in what it sends,
/// and finds it in what comes back.
/// </summary>
/// <param name="Grain">The grain.</param>
/// <param name="Number">The operation's number within the grain.</param>
public sealed record OperationKey(FlowAddress Grain, int Number)
{
    /// <summary>For example <c>call/c-1#7</c>.</summary>
    public override string ToString() => $"{Grain}#{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    /// <param name="text">The text.</param>
    public static OperationKey? Parse(string? text)
    {
        var hash = text?.LastIndexOf('#') ?? -1;
        return hash > 0 && FlowAddress.TryParse(text![..hash], out var grain)
            && int.TryParse(text.AsSpan(hash + 1), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? new OperationKey(grain, number)
            : null;
    }
}

/// <summary>One command on its way to a carrier.</summary>
/// <param name="Command">What is asked.</param>
/// <param name="Operation">Which operation it is. Events of the carrier are to name it, wherever the carrier lets that
/// be done.</param>
public sealed record CommandRequest(Command Command, OperationKey Operation)
{
    /// <summary>The leg that its events are about: the one that it creates, else the one that it acts on.</summary>
    public int Leg { get; init; }

    /// <summary>The author's own tag, to be given back in the events; null for none.</summary>
    public string? Tag { get; init; }

    /// <summary>The carrier's id of the call it acts on; null when it creates one.</summary>
    public string? CallId { get; init; }

    /// <summary>The carrier's id of the call that it is bridged to.</summary>
    public string? OtherCallId { get; init; }

    /// <summary>
    /// The carrier's id of the bridge to take apart; of a bridge to make, the one that one of its calls is in until
    /// then. Null for none.
    /// </summary>
    public string? BridgeId { get; init; }

    /// <summary>The carrier's id of the conference it acts on.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>The carrier's id of the gather to stop.</summary>
    public string? GatherId { get; init; }

    /// <summary>Where the carrier reports about the leg that the command creates.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Where it reports instead when <see cref="CallbackUrl"/> does not answer; null for nowhere.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>
    /// What each request for it waits with for its turn at the governor; null when nobody waits for the command.
    /// </summary>
    public CommandLease? Lease { get; init; }
}
