using System.Text;
using CallGrains.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>HTTP basic (RFC 7617) against one user and password, in constant time. Safe for many threads.</summary>
internal sealed class BasicAuthentication(BasicCredentials credentials)
{
    private const string Scheme = "Basic ";
    private const int MaxLength = 1024;

    private readonly Secret _secret = new(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"));

    /// <summary>Whether an <c>Authorization</c> header shows the right user and password.</summary>
    public bool Admits(StringValues authorization)
    {
        var header = authorization.Count == 1 ? authorization[0] : null;
        if (header is null || header.Length > MaxLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> shown = stackalloc byte[MaxLength];
        return Convert.TryFromBase64Chars(header.AsSpan(Scheme.Length).Trim(), shown, out var length) && _secret.Matches(shown[..length]);
    }
}
