using System.Security.Cryptography;
using CallGrains.AspNetCore.Http;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Credentials are compared in constant time.</summary>
public sealed class SecretTests
{
    [Fact]
    public void A_secret_matches_itself_only()
    {
        var secret = new Secret("u:p"u8);

        Assert.True(secret.Matches("u:p"u8));
        Assert.False(secret.Matches("u:q"u8));
        Assert.False(secret.Matches("u:p "u8));
        Assert.False(secret.Matches([]));
    }

    [Fact]
    public void The_comparison_is_the_fixed_time_one_and_the_only_one()
    {
        var calls = Calls.Of(typeof(Secret).GetMethod(nameof(Secret.Matches))!).ToList();

        Assert.Contains(calls, c => c.DeclaringType == typeof(CryptographicOperations) && c.Name == nameof(CryptographicOperations.FixedTimeEquals));
        Assert.DoesNotContain(calls, c => c.Name.Contains("SequenceEqual", StringComparison.Ordinal) || c.Name is "Equals" or "op_Equality" or "Compare");
        Assert.Contains(Calls.Of(typeof(BasicAuthentication).GetMethod(nameof(BasicAuthentication.Admits))!), c => c.Name == nameof(Secret.Matches));
    }
}
