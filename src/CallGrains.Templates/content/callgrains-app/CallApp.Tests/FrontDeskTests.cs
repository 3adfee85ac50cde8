using CallApp.Flows;
using CallGrains.Testing;
using Xunit;

namespace CallApp.Tests;

public sealed class FrontDeskTests
{
    [Fact]
    public async Task Who_presses_1_talks_to_somebody()
    {
        await using var phone = await FlowTest.Start<FrontDesk>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("press 1");
        await caller.Presses("1");
        await caller.IsTransferredTo("+15550199");
        await caller.HangsUp();
        await caller.IsDone();
    }

    [Fact]
    public async Task Silence_leads_to_voicemail_even_over_a_crash()
    {
        await using var phone = await FlowTest.Start<FrontDesk>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("press 1");
        await phone.CrashesAsync();
        await caller.Hears("leave a message");
        await caller.IsRecorded();
        await caller.Presses("#");
        await caller.Hears("Thank you");
        await caller.IsHungUp();
    }
}
