using System.Security.Cryptography;
using System.Text;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests;

/// <summary>Keys of the control API are made by the tool.</summary>
public sealed class KeyCommandTests
{
    [Fact]
    public async Task A_key_is_printed_alone_and_its_hash_with_the_settings()
    {
        var (one, other) = (await Run.ToolAsync("key", "ops", "--role", "operate"), await Run.ToolAsync("key", "ops"));
        var key = one.Out.Trim();
        Assert.Equal(64, key.Length);
        Assert.NotEqual(key, other.Out.Trim());
        Assert.Contains($"CallGrains:Operations:HashedKeys:ops:Sha256 = {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}", one.Error, StringComparison.Ordinal);
        Assert.Contains("CallGrains:Operations:HashedKeys:ops:Role = operate", one.Error, StringComparison.Ordinal);
        Assert.Contains("HashedKeys:ops:Role = read", other.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(key, one.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key", "a name")]
    [InlineData("key", "ops", "--role", "root")]
    [InlineData("key")]
    public async Task What_is_no_name_or_role_is_refused(params string[] args) => Assert.Equal(2, (await Run.ToolAsync(args)).Status);
}
