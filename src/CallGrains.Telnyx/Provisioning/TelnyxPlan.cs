namespace CallGrains.Telnyx.Provisioning;

/// <summary>How an account at Telnyx is to be, as far as a host needs it; the rest is left alone.</summary>
/// <param name="Application">The Call Control application.</param>
internal sealed record TelnyxPlan(TelnyxApplicationPlan Application)
{
    /// <summary>Where may be called; null for no outbound calls, or those of a profile that is there already.</summary>
    public TelnyxVoiceProfilePlan? OutboundProfile { get; init; }

    /// <summary>How texts are reported; null for none.</summary>
    public TelnyxMessagingPlan? Messaging { get; init; }

    /// <summary>The numbers of the account that are bound to both, in E.164.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];
}

/// <summary>A Call Control application, found again by its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="WebhookUrl">Where calls are reported.</param>
internal sealed record TelnyxApplicationPlan(string Name, Uri WebhookUrl)
{
    /// <summary>Where they are reported when that does not answer; null to leave it as it is.</summary>
    public Uri? FailoverUrl { get; init; }

    /// <summary>How long an answer is waited for, 1 to 30 s; null to leave it as it is.</summary>
    public int? WebhookTimeoutSeconds { get; init; }
}

/// <summary>An outbound voice profile, found again by its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Destinations">The countries that may be called, as ISO codes (<c>US</c>).</param>
internal sealed record TelnyxVoiceProfilePlan(string Name, IReadOnlyList<string> Destinations)
{
    /// <summary>How many calls at once; null to leave it as it is.</summary>
    public int? ConcurrentCalls { get; init; }

    /// <summary>How much may be spent in a day, in US dollars; null to leave it as it is.</summary>
    public decimal? DailySpend { get; init; }
}

/// <summary>A messaging profile, found again by its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="WebhookUrl">Where texts are reported.</param>
/// <param name="Destinations">The countries that may be texted, as ISO codes.</param>
internal sealed record TelnyxMessagingPlan(string Name, Uri WebhookUrl, IReadOnlyList<string> Destinations)
{
    /// <summary>Where they are reported when that does not answer; null to leave it as it is.</summary>
    public Uri? FailoverUrl { get; init; }
}

/// <summary>One thing that was changed, or would be.</summary>
/// <param name="IsNew">Whether it was made, not changed.</param>
/// <param name="Kind"><c>application</c>, <c>outbound profile</c>, <c>messaging profile</c> or <c>number</c>.</param>
/// <param name="Target">Its name or number.</param>
/// <param name="Detail">What is different, old and new.</param>
internal sealed record TelnyxChange(bool IsNew, string Kind, string Target, string Detail);

/// <summary>What became of a plan.</summary>
/// <param name="Changes">What was changed, in order; empty when nothing was.</param>
/// <param name="ConnectionId">The application's id (<see cref="TelnyxOptions.ConnectionId"/>); null where a dry run
/// would have made it.</param>
internal sealed record TelnyxProvisioned(IReadOnlyList<TelnyxChange> Changes, string? ConnectionId);
