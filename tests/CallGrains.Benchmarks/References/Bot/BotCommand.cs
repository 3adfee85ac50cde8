using System.Text.Json.Serialization;

namespace CallGrains.Benchmarks.References;

#pragma warning disable CS1591 // They are named as the carrier names them.

/// <summary>A command to the carrier about a call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Path">What of the call, such as <c>audio</c>; empty for the call itself.</param>
/// <param name="Body">The request's body.</param>
public sealed record BotCommand(string CallId, string Path, BotBody Body);

/// <summary>The fields of the commands that a front desk sends; those that are null are left out.</summary>
public sealed record BotBody
{
    public string? State { get; init; }

    public string? Sentence { get; init; }

    public BotPrompt? Prompt { get; init; }

    public string? MaxDigits { get; init; }

    public string? TransferTo { get; init; }

    public string? CallbackUrl { get; init; }

    public string? Tag { get; init; }
}

/// <summary>What is said before digits are gathered.</summary>
/// <param name="Sentence">The words.</param>
public sealed record BotPrompt(string Sentence);

[JsonSerializable(typeof(BotBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class BotJson : JsonSerializerContext;
