using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Signs as Standard Webhooks has it: HMAC-SHA256 over id, time and body.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Shortest = 24, LongestBytes = 64;

    /// <summary>The bytes of a secret; null for none.</summary>
    /// <exception cref="FormatException">It is no secret.</exception>
    public static byte[]? Read(string? secret, string? file)
    {
        var text = file is null ? secret?.Trim() : SecretFile.FirstLine(file);
        return string.IsNullOrEmpty(text) ? null : Convert.FromBase64String(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text);
    }

    /// <summary>What is wrong with a secret, without the secret.</summary>
    public static IEnumerable<string> Faults(string path, string key, string? secret, string? file, bool isNeeded)
    {
        if (file is not null && !File.Exists(file))
        {
            yield return $"{path}:{key}File is '{file}', and there is no such file; name one whose first line is the secret.";
        }
        else if (Length(secret, file) is var length && (length is 0 && isNeeded || length is not 0 and (< Shortest or > LongestBytes)))
        {
            yield return $"{path}:{key}{(file is null ? "" : "File")} is not whsec_ and base64 of {Shortest} to {LongestBytes} bytes; make one with: echo whsec_$(openssl rand -base64 32).";
        }
    }

    /// <summary>The value of <c>webhook-signature</c>: one signature a secret.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}."), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }

    private static int Length(string? secret, string? file)
    {
        try
        {
            return Read(secret, file)?.Length ?? 0;
        }
        catch (FormatException)
        {
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 1;
        }
    }
}
