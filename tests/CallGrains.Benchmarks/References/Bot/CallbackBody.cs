using System.Text.Json.Serialization;

namespace CallGrains.Benchmarks.References;

#pragma warning disable CS1591 // They are named as the carrier names them.

/// <summary>
/// The fields of the callbacks that the generator sends. Public and partial for the references that are programs of
/// their own: Wolverine compiles code that names it, and Orleans writes a serializer for it.
/// </summary>
public sealed partial record CallbackBody
{
    public string? EventType { get; init; }

    public string? CallId { get; init; }

    public string? CallUri { get; init; }

    public DateTimeOffset? Time { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? CallState { get; init; }

    public string? ApplicationId { get; init; }

    public string? Status { get; init; }

    public string? State { get; init; }

    public string? Tag { get; init; }

    public string? GatherId { get; init; }

    public string? Reason { get; init; }

    public string? Digits { get; init; }

    public string? Cause { get; init; }
}

[JsonSerializable(typeof(CallbackBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class CallbackJson : JsonSerializerContext;
