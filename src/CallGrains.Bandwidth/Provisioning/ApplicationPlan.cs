namespace CallGrains.Bandwidth.Provisioning;

/// <summary>
/// How one application is to be, and which numbers are bound to it. Applications are matched by name.
/// </summary>
/// <param name="Name">Its name, unique within the plan.</param>
public sealed record ApplicationPlan(string Name)
{
    /// <summary>
    /// Where the events of inbound calls go; null leaves the carrier's value. One of the two URLs is needed.
    /// </summary>
    public Uri? IncomingCallUrl { get; init; }

    /// <summary>How long the carrier waits there: above 0 and up to 10 s; null leaves the carrier's value.</summary>
    public TimeSpan? IncomingCallTimeout { get; init; }

    /// <summary>
    /// Where an event goes when <see cref="IncomingCallUrl"/> failed; null leaves the carrier's value.
    /// </summary>
    public Uri? IncomingCallFallbackUrl { get; init; }

    /// <summary>Where the events of messages go; null leaves the carrier's value.</summary>
    public Uri? IncomingMessageUrl { get; init; }

    /// <summary>How long the carrier waits there: above 0 and up to 10 s; null leaves the carrier's value.</summary>
    public TimeSpan? IncomingMessageTimeout { get; init; }

    /// <summary>
    /// Where an event goes when <see cref="IncomingMessageUrl"/> failed; null leaves the carrier's value.
    /// </summary>
    public Uri? IncomingMessageFallbackUrl { get; init; }

    /// <summary><c>POST</c> (default) or <c>GET</c>.</summary>
    public string CallbackHttpMethod { get; init; } = "POST";

    /// <summary>Whether the carrier answers calls by itself; false by default, so that the flow does.</summary>
    public bool AutoAnswer { get; init; }

    /// <summary>The numbers, E.164; numbers of the account that no plan names stay as they are.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];
}

/// <summary>What kind of change.</summary>
public enum ProvisioningAction
{
    /// <summary>An application was made.</summary>
    CreateApplication,

    /// <summary>An application was changed.</summary>
    UpdateApplication,

    /// <summary>A number was ordered, bound to its application.</summary>
    OrderNumber,

    /// <summary>A number was bound to another application.</summary>
    BindNumber,
}

/// <summary>One change, made or (in a dry run) to be made.</summary>
/// <param name="Action">What kind.</param>
/// <param name="Target">The application's name, or the number.</param>
/// <param name="Detail">What changed, for people.</param>
public sealed record ProvisioningChange(ProvisioningAction Action, string Target, string Detail);

/// <summary>How a plan is applied.</summary>
public sealed record ProvisioningOptions
{
    /// <summary>Only says what would change; false by default.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Orders numbers that are not on the account, which costs money; false by default: they are then an error.
    /// </summary>
    public bool OrderMissingNumbers { get; init; }
}
