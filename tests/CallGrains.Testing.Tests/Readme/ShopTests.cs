using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Readme;

public sealed class ShopTests
{
    // <readme first>
    [Fact]
    public async Task Who_is_missed_gets_a_text_in_the_morning()
    {
        await using var phone = await FlowTest.Start<Shop>(services => services.AddSingleton<IOpeningHours, AlwaysBob>());
        phone.Agent("+15550199").DoesNotAnswer();

        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("press 1");
        await caller.Presses("1");
        await caller.IsTransferredTo("+15550199");
        await caller.Hears("Nobody can take your call");
        await caller.IsHungUp();

        await phone.CrashesAsync();
        await phone.PassesAsync(TimeSpan.FromHours(15));
        await phone.SentNo<SendMessageCommand>();
        await phone.PassesAsync(TimeSpan.FromHours(1));
        await phone.Replies(caller.Number, "missed you");
    }
    // </readme>

    // <readme faults>
    [Fact]
    public async Task Nothing_is_done_twice_whatever_the_carrier_loses()
    {
        await using var phone = await FlowTest.Start<Shop>(services => services.AddSingleton<IOpeningHours, AlwaysBob>());
        phone.Fails<TransferCommand>(RequestFault.AnswerLost);   // it took effect, but nobody told us
        phone.Loses(EventTypes.Gather);                          // its callback never comes

        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.IsTalkingTo("+15550199");
        await caller.HangsUp();
        await caller.IsDone();
        await phone.SentNo<TransferCommand>(after: 1);
        await caller.Journalled<EventEntry>(e => e is { Observed: true, Event: GatherEvent });
    }
    // </readme>

    [Fact]
    public async Task A_history_is_verified()
    {
        await using var phone = await FlowTest.Start<Shop>(services => services.AddSingleton<IOpeningHours, AlwaysBob>());
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.IsTalkingTo("+15550199");
        await caller.HangsUp();
        await caller.IsDone();
        var folder = Directory.CreateTempSubdirectory("callgrains-history-").FullName;
        var path = Path.Combine(folder, "shop-1.json");
        await File.WriteAllBytesAsync(path, JournalDocument.Write(caller.History), TestContext.Current.CancellationToken);

        // <readme history>
        HistoryReplay.Verify<Shop>(path, services => services.AddSingleton<IOpeningHours, AlwaysBob>());
        // </readme>
        Directory.Delete(folder, recursive: true);
    }
}
