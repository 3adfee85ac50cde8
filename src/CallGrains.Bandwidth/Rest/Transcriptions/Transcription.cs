using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A transcription as the carrier sees it. What it leaves out is null.</summary>
public sealed record Transcription
{
    /// <summary>The transcription's id.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary><c>transcribing</c>, <c>completed</c> or <c>error</c>.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>The text, its first 1000 characters only; <see cref="TextUrl"/> has all.</summary>
    public string? Text { get; init; }

    /// <summary>The length of the whole text in characters.</summary>
    public int? TextSize { get; init; }

    /// <summary>The URL of the whole text; the last segment is the name for <see cref="MediaApi.GetAsync"/>.</summary>
    public Uri? TextUrl { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What is charged, usually in whole minutes.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? ChargeableDuration { get; init; }
}

/// <summary>The body of <c>POST /recordings/{id}/transcriptions</c>, which has no parameters.</summary>
internal sealed record CreateTranscription;
