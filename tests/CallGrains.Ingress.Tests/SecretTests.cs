using System.Reflection;
using System.Security.Cryptography;
using CallGrains.Http;

namespace CallGrains.Ingress.Tests;

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
        var calls = CallsOf(typeof(Secret).GetMethod(nameof(Secret.Matches))!).ToList();

        Assert.Contains(calls, c => c.DeclaringType == typeof(CryptographicOperations) && c.Name == nameof(CryptographicOperations.FixedTimeEquals));
        Assert.DoesNotContain(calls, c => c.Name.Contains("SequenceEqual", StringComparison.Ordinal) || c.Name is "Equals" or "op_Equality" or "Compare");
        Assert.Contains(CallsOf(typeof(BasicGate).GetMethod(nameof(BasicGate.Admits))!), c => c.Name == nameof(Secret.Matches));
    }

    private static IEnumerable<MethodBase> CallsOf(MethodInfo method)
    {
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] is 0x28 or 0x6F && Resolve(method.Module, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called;
            }
        }
    }

    // A byte that looks like a call may be part of another instruction; then its token leads nowhere.
    private static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }
}
