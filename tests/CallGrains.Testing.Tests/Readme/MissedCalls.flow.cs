using CallGrains.Flows;

namespace CallGrains.Testing.Tests.Readme;

// <readme flow>
[Flow("shop")]
public sealed class Shop(IOpeningHours hours) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("For the shop press 1.", maxDigits: 1);
        if (menu.Digits != "1") return;

        var number = await call.StepAsync("who is in", () => hours.WhoIsInAsync());
        var transfer = await call.TransferAsync(number);
        if (transfer.Answered) return;

        await call.SpeakAsync("Nobody can take your call. We will text you.");
        call.OnEnded(async ended =>
        {
            await ended.DelayAsync(TimeSpan.FromHours(16));
            await ended.SendAsync(ended.From, "Sorry we missed you. We are open now.");
        });
    }
}
// </readme>

public interface IOpeningHours
{
    Task<string> WhoIsInAsync();
}

internal sealed class AlwaysBob : IOpeningHours
{
    public Task<string> WhoIsInAsync() => Task.FromResult("+15550199");
}
