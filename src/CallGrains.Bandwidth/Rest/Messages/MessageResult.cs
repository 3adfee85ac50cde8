using System.Text.Json;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// What became of one message of a batch: <paramref name="Id"/> or <paramref name="Error"/>, never both.
/// </summary>
/// <param name="Id">The message's id, when it was accepted.</param>
/// <param name="Error">Why it was not; its status is 0, as a batch has none for each message, unless the request as a
/// whole failed.</param>
public sealed record MessageResult(string? Id, CarrierError? Error)
{
    /// <summary>Whether the carrier took it.</summary>
    public bool IsAccepted => Error is null;
}

/// <summary>One item of the answer to a batch.</summary>
internal sealed record BatchItem
{
    public string? Result { get; init; }

    public string? Location { get; init; }

    public JsonElement Error { get; init; }

    public MessageResult ToResult() =>
        string.Equals(Result, "accepted", StringComparison.OrdinalIgnoreCase) && Location is not null && Paths.IdOf(Location) is { } id
            ? new MessageResult(id, null)
            : new MessageResult(null, ErrorBody.Parse(0, Error) ?? new CarrierError(0, null, null, $"The carrier's result is '{Result}', without an error or a location."));
}
