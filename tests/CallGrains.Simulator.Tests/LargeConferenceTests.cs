using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>A conference as large as the simulator is told to take.</summary>
public sealed class LargeConferenceTests
{
    [Fact]
    public async Task As_many_members_as_it_was_told()
    {
        await using var carrier = await Carrier.StartAsync(conferenceMembers: 30);
        await carrier.BindAsync();
        var room = await carrier.CreateAsync("conferences", new { from = Carrier.AppNumber, callbackUrl = $"{carrier.App.Url}/conf" });
        for (var i = 0; i < 30; i++)
        {
            await JoinAsync(carrier, room);
        }

        var refused = await carrier.ErrorAsync($"conferences/{room}/members", new { callId = await RingAsync(carrier) });

        Assert.Equal("conference-max-members", refused.Code);
        Assert.Equal(30, (int?)(await carrier.GetAsync($"conferences/{room}"))["activeMembers"]);
    }

    private static async Task JoinAsync(Carrier carrier, string room) => await carrier.CreateAsync($"conferences/{room}/members", new { callId = await RingAsync(carrier) });

    private static async Task<string> RingAsync(Carrier carrier)
    {
        var call = await carrier.RingAsync();
        await carrier.App.EventsUntilAsync(call, "answer");
        return call;
    }
}
