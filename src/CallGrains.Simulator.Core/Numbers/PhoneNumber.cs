namespace CallGrains.Simulator.Numbers;

/// <summary>A number of the account, perhaps bound to an application.</summary>
internal sealed record PhoneNumber(string Id, string Number, DateTimeOffset CreatedTime)
{
    public string? Name { get; init; }

    public string? ApplicationId { get; init; }

    /// <summary>
    /// The application that takes its messages: the one of its calls, unless the carrier has two of them.
    /// </summary>
    public string? MessageApplicationId
    {
        get => field ?? ApplicationId;
        init;
    }

    public string? FallbackNumber { get; init; }
}
