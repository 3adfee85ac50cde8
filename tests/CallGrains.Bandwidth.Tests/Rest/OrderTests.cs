using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>An order has no body to see whether it left, and is never to be sent twice by mistake.</summary>
public sealed class OrderTests
{
    private static readonly LocalNumbers Wanted = new() { AreaCode = "919", Quantity = 1 };

    [Fact]
    public async Task An_order_that_never_left_had_no_effect()
    {
        await using var rig = new Rig(FakeCarrier.Refusing());

        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.AvailableNumbers.OrderLocalAsync(Wanted));

        Assert.Equal((RequestEffect.None, "not-sent"), (error.Effect, error.Error.Code));
    }

    [Fact]
    public async Task An_order_without_an_answer_is_in_doubt()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.CutOff));

        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.AvailableNumbers.OrderLocalAsync(Wanted));

        Assert.Equal((RequestEffect.InDoubt, "no-answer"), (error.Effect, error.Error.Code));
        Assert.Equal("0", Assert.Single(rig.Fake.Requests).Headers["Content-Length"]);
    }
}
