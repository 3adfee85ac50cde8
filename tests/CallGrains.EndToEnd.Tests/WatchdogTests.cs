using System.Net.Http.Json;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// Promise 7 over sockets: one call at the front desk for each type of event that the simulator never sends to it; all
/// at once, since they mostly wait.
/// </summary>
public sealed class WatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Types = ["speak", "gather", "dtmf", "hangup", "recording"];

    [Fact]
    public async Task Every_call_ends_right_whatever_event_is_dropped()
    {
        var data = Directory.CreateTempSubdirectory("callgrains-watchdog-").FullName;
        try
        {
            await using var simulator = await Program.StartSimulatorAsync(speed: 4, Tick.FreePort());
            await using var host = await Program.StartHostAsync(simulator.Url, data, Tick.FreePort());
            var control = new ControlApi(host.Url);
            var phone = new Phone(simulator.Url);
            using var orders = new HttpClient { BaseAddress = simulator.Url };

            // The answer comes too soon for an order that names the call.
            await DropAsync(orders, new { fault = "drop", @event = "answer", count = 1 });
            var unanswered = await phone.DialAsync("+15550200", "+15550100");
            await phone.UntilAsync(unanswered, c => c.State == "active", "the answer");
            await Task.WhenAll(Types.Select(async (type, i) =>
            {
                var id = await phone.DialAsync($"+1555021{i}", "+15550100");
                await DropAsync(orders, new { fault = "drop", @event = type, callId = id });
                await PlayAsync(type, id, phone, control);
            }).Append(PlayAsync("answer", unanswered, phone, control)));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task PlayAsync(string dropped, string id, Phone phone, ControlApi control)
    {
        // Silence in the menu, a message, pound: all types of events but a transfer's.
        await phone.UntilAsync(id, c => c.Recordings == 1, $"the recording without {dropped}", Patience);
        await (dropped == "hangup" ? phone.HangUpAsync(id) : phone.PressAsync(id, "#"));
        await phone.EndsAsync(id, Patience);
        await Tick.UntilAsync(async () => (string?)(await control.GetAsync($"/api/calls/{id}"))["state"] == "ended" ? "ended" : null, () => $"{id} without {dropped} never ended here.", Patience);

        // A key that nobody was told of cannot be made up for: the recording ends at its longest.
        var supplied = (await control.JournalAsync(id))["entries"]!.AsArray().Any(e => (bool?)e!["observed"] == true);
        Assert.Equal(dropped != "dtmf", supplied);
    }

    private static async Task DropAsync(HttpClient orders, object order) => (await orders.PostAsJsonAsync("/sim/faults", order)).EnsureSuccessStatusCode();
}
