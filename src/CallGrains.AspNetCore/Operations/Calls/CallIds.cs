using System.Security.Cryptography;
using System.Text;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The ids of what the API makes: new ones sort by time, and the same <c>Idempotency-Key</c> gives the same one.
/// </summary>
internal static class CallIds
{
    public const string KeyHeader = "Idempotency-Key";
    public const int LongestKey = 255;

    public static string Call(string? idempotencyKey, TimeProvider time) => Make("o-", idempotencyKey, time);

    public static string Signal(string? idempotencyKey, TimeProvider time) => Make("s-", idempotencyKey, time);

    /// <summary>Checks a key; null when it is good or absent.</summary>
    public static Refusal? Check(string? idempotencyKey) => idempotencyKey is null or { Length: > 0 and <= LongestKey }
        ? null
        : new Refusal(StatusCodes.Status400BadRequest, "Malformed request", $"has {idempotencyKey.Length} characters; send 1 to {LongestKey}, or leave it out")
        {
            Field = KeyHeader,
        };

    private static string Make(string prefix, string? key, TimeProvider time) => prefix + (key is null
        ? Guid.CreateVersion7(time.GetUtcNow()).ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)));
}
