using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class FallbackNumberTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task A_caller_whose_application_is_out_of_reach_is_sent_to_the_fallback_number()
    {
        var call = await RingInVainAsync("+15557000");
        var leg = await TransferOfAsync(call);
        _carrier.Clock.Advance(2);

        Assert.Equal("+15557000", (string?)(await _carrier.LookAsync($"calls/{call}"))["connectedTo"]);
        await _carrier.PhoneAsync($"calls/{leg}/hangup");
        Assert.Equal("completed", await _carrier.StateAsync(call));
    }

    [Fact]
    public async Task When_nobody_is_there_either_the_call_ends()
    {
        var call = await RingInVainAsync("+15550190");
        await TransferOfAsync(call);
        _carrier.Clock.Advance(1);

        Assert.Equal("completed", await _carrier.StateAsync(call));
    }

    private async Task<string> RingInVainAsync(string fallbackNumber)
    {
        _carrier.App.Answer = _ => Task.FromResult(500);
        await _carrier.BindAsync(autoAnswer: false);
        await _carrier.OkAsync($"phoneNumbers/{Carrier.AppNumber}", new { fallbackNumber });
        return await _carrier.RingAsync();
    }

    /// <summary>The simulator learns that the callback failed when it has the answer: asked until it did.</summary>
    private async Task<string> TransferOfAsync(string call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if ((string?)(await _carrier.LookAsync($"calls/{call}"))["transferCallId"] is { } leg)
            {
                return leg;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
