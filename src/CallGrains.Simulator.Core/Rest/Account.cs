using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Simulator.Rest;

/// <summary>The one account of this simulator.</summary>
internal sealed class Account(string userId, string token, string secret)
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{token}:{secret}")));

    public string UserId => userId;

    public bool Accepts(string? authorization) =>
        authorization is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), _expected);
}
