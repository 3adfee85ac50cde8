using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The ids of what the API makes: new ones sort by time, and the same <c>Idempotency-Key</c> gives the same one.
/// </summary>
internal static class SendingIds
{
    public const string KeyHeader = "Idempotency-Key";
    public const int LongestKey = 255;

    public static string Call(string? idempotencyKey, TimeProvider time) => Make("o-", idempotencyKey, time);

    public static string Signal(string? idempotencyKey, TimeProvider time) => Make("s-", idempotencyKey, time);

    public static string Text(string? idempotencyKey, TimeProvider time) => Make("t-", idempotencyKey, time);

    public static string Conversation(string? idempotencyKey, TimeProvider time) => Make("b-", idempotencyKey, time);

    public static string Spoken(string? idempotencyKey, TimeProvider time) => Make("p-", idempotencyKey, time);

    public static string Redirect(string? idempotencyKey, TimeProvider time) => Make("d-", idempotencyKey, time);

    public static string Retry(string? idempotencyKey, TimeProvider time) => Make("r-", idempotencyKey, time);

    /// <summary>Checks a key; null when it is good or absent.</summary>
    public static Refusal? Check(string? idempotencyKey) => idempotencyKey is null or { Length: > 0 and <= LongestKey }
        ? null
        : new Refusal(StatusCodes.Status400BadRequest, "Malformed request", $"has {idempotencyKey.Length} characters; send 1 to {LongestKey}, or leave it out")
        {
            Field = KeyHeader,
        };

    /// <summary>
    /// The same key for something else is a mistake of the caller's that a 202 would hide; 422, as the draft of the
    /// header says (draft-ietf-httpapi-idempotency-key-header).
    /// </summary>
    /// <param name="what">What it was used for.</param>
    public static Refusal UsedBefore(string what) =>
        new(StatusCodes.Status422UnprocessableEntity, "Key was used", $"This {KeyHeader} was sent before {what}, with another body; use another key for another request.") { Field = KeyHeader };

    /// <summary>Whether two values are the same JSON, however it is spaced.</summary>
    public static bool AreSame(JsonElement? one, JsonElement? other) =>
        one is { } a && other is { } b ? JsonElement.DeepEquals(a, b) : one is null && other is null;

    private static string Make(string prefix, string? key, TimeProvider time) => prefix + (key is null
        ? Guid.CreateVersion7(time.GetUtcNow()).ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)));
}
