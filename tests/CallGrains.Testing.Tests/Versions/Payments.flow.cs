using CallGrains.Flows;

namespace CallGrains.Testing.Tests.Versions;

internal interface IBank
{
    Task ChargeAsync(string card);
}

internal sealed class Bank : IBank
{
    public List<string> Charged { get; } = [];

    public Task ChargeAsync(string card)
    {
        Charged.Add(card);
        return Task.CompletedTask;
    }
}

// <readme secrets>
[Flow("payment", Sensitive = true)]
internal sealed class Payment(IBank bank) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var card = await call.GatherAsync("Your card's number, please.", maxDigits: 16, sensitive: true);
        await call.SpeakAsync($"You typed {card.Digits}.", sensitive: true);
        await call.StepAsync("charge", () => bank.ChargeAsync(card.Digits));
    }
}
// </readme>

[Flow("card-or-not", Sensitive = true)]
internal sealed class CardOrNot : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var card = await call.GatherAsync("Your card's number, please.", maxDigits: 16, sensitive: true);
        if (card.Digits.StartsWith('4'))
        {
            await call.SpeakAsync("Thank you.");
        }
    }
}
