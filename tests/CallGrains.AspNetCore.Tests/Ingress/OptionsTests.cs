using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Wrong options stop the host at start, all of them named at once.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task All_faults_are_named_with_key_value_and_cure()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => IngressHost.StartAsync(o =>
        {
            o.MaxCallbackBytes = 5;
            o.Credentials = new() { User = "a:b", Password = "p" };
            o.Carriers["smoke"] = new() { User = "u" };
        }));

        Assert.Equal(4, refused.Failures.Count());
        Assert.Contains("CallGrains:Ingress:MaxCallbackBytes is 5; set 1024 to 524288.", refused.Failures);
        Assert.Contains("CallGrains:Ingress:Carriers:smoke names no carrier of this process; it has: bandwidth.", refused.Failures);
    }
}
