using CallApp.Flows;
using CallGrains.Testing;
using Xunit;

namespace CallApp.Tests;

public sealed class NewFlowTests
{
    [Fact]
    public async Task It_says_hello()
    {
        await using var phone = await FlowTest.Start<NewFlow>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Hello");
        await caller.IsHungUp();
    }
}
