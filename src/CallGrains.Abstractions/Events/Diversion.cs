using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>How a call was forwarded before it came here, from its SIP Diversion header.</summary>
public sealed record Diversion
{
    /// <summary>The number the call was last diverted from; <c>Anonymous</c> when it is private.</summary>
    public string? OrigTo { get; init; }

    /// <summary>Why, for example <c>user-busy</c>, <c>no-answer</c>, <c>unconditional</c>; the set is open.</summary>
    public string? Reason { get; init; }

    /// <summary>Who supplied the number: <c>no</c> the user, <c>yes</c> the network.</summary>
    public string? Screen { get; init; }

    /// <summary><c>off</c> or <c>full</c>.</summary>
    public string? Privacy { get; init; }

    /// <summary>How often the call was diverted.</summary>
    public int? Counter { get; init; }

    /// <summary>How often it may be; the carrier writes <c>Limit</c> or <c>limit</c>, we write the latter.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// What came instead of an object, when it could not be read as one; all other properties are null then.
    /// </summary>
    [JsonIgnore]
    public string? Unparsed { get; init; }

    /// <summary>Further parameters of the header, by name; never null.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> Extra
    {
        get => ExtraFields ?? ExtraSet.None;
        init => ExtraFields = value.Count == 0 ? null : new(value);
    }

    [JsonInclude, JsonExtensionData]
    internal Dictionary<string, JsonElement>? ExtraFields { get; set; }

    /// <summary>Compares all fields, unknown ones as they are written.</summary>
    public bool Equals(Diversion? other) =>
        other is not null && (OrigTo, Reason, Screen, Privacy, Counter, Limit, Unparsed)
            == (other.OrigTo, other.Reason, other.Screen, other.Privacy, other.Counter, other.Limit, other.Unparsed)
        && ExtraSet.Same(ExtraFields, other.ExtraFields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(OrigTo, Reason, Screen, Privacy, Counter, Limit, Unparsed);
}
