namespace CallGrains.Simulator.Tests.Support;

/// <summary>Tests of one call that came in and was answered.</summary>
public abstract class CallTests : IAsyncLifetime
{
    private protected Carrier carrier = null!;
    private protected string call = "";

    public async ValueTask InitializeAsync()
    {
        carrier = await Carrier.StartAsync();
        await carrier.BindAsync();
        call = await carrier.RingAsync();
        await carrier.App.EventsUntilAsync(call, "answer");
    }

    public async ValueTask DisposeAsync()
    {
        await carrier.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
