using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>Sends a text; <c>sms</c> or <c>mms</c> events follow on the message's own URL.</summary>
/// <param name="From">One of our numbers (E.164).</param>
/// <param name="To">Who gets it (E.164).</param>
/// <param name="Text">1 to 2048 characters; may be empty with media.</param>
public sealed record SendMessageCommand(string From, string To, string Text) : Command
{
    /// <summary>
    /// The URLs of pictures and other files, which make it an MMS; null for none. The carrier gives no receipts for
    /// these.
    /// </summary>
    public IReadOnlyList<Uri>? Media { get; init; }

    /// <summary>The one carrier that may send it; null for one that our number belongs to.</summary>
    public string? Carrier { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasOwnUrl => true;
}
