using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class BridgeTests : IAsyncLifetime
{
    private Carrier _carrier = null!;
    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync();
        _first = await RingAsync();
        _second = await RingAsync("+15550177");
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Two_active_calls_hear_each_other_until_one_leaves()
    {
        var bridge = await _carrier.CreateAsync("bridges", new { callIds = new[] { _first, _second } });
        Assert.Equal("active", await StateAsync(bridge));
        await _carrier.PressAsync(_first, "4");
        Assert.Equal(["connected +15550177"], await HeardAsync(_first));
        Assert.Equal([$"connected {Carrier.Caller}", "dtmf 4"], await HeardAsync(_second));
        Assert.Equal([_first, _second], (await _carrier.GetAsync($"bridges/{bridge}/calls")).AsArray().Select(call => (string)call!["id"]!));
        Assert.Equal(bridge, (string?)(await _carrier.GetAsync($"calls/{_first}"))["bridgeId"]);

        await _carrier.PhoneAsync($"calls/{_first}/hangup");
        await _carrier.App.EventsUntilAsync(_first, "hangup NORMAL_CLEARING");
        Assert.Equal(("active", "created"), (await _carrier.StateAsync(_second), await StateAsync(bridge)));
        await _carrier.PhoneAsync($"calls/{_second}/hangup");
        Assert.Equal("completed", await StateAsync(bridge));
        Assert.Equal((400, "bridge-invalid-state"), Short(await _carrier.ErrorAsync($"bridges/{bridge}", new { bridgeAudio = false })));
    }

    [Fact]
    public async Task Without_bridge_audio_the_calls_are_on_hold()
    {
        var bridge = await _carrier.CreateAsync("bridges", new { bridgeAudio = "false", callIds = new[] { _first, _second } });
        await _carrier.PressAsync(_first, "4");
        Assert.Equal("hold", await StateAsync(bridge));
        Assert.Empty(await HeardAsync(_second));
        await _carrier.OkAsync($"bridges/{bridge}", new { bridgeAudio = true });
        await _carrier.PressAsync(_first, "5");
        Assert.Equal([$"connected {Carrier.Caller}", "dtmf 5"], await HeardAsync(_second));
    }

    [Fact]
    public async Task The_list_of_calls_is_replaced_and_an_empty_one_completes()
    {
        var bridge = await _carrier.CreateAsync("bridges", new { });
        Assert.Equal("created", await StateAsync(bridge));
        await _carrier.OkAsync($"bridges/{bridge}", new { callIds = new[] { _first } });
        var third = await RingAsync();
        await _carrier.OkAsync($"bridges/{bridge}", new { callIds = new[] { third, _second } });
        Assert.Null((await _carrier.GetAsync($"calls/{_first}"))["bridgeId"]);
        Assert.Equal("active", await StateAsync(bridge));
        await _carrier.OkAsync($"bridges/{bridge}", new { callIds = Array.Empty<string>() });
        Assert.Equal("completed", await StateAsync(bridge));
        Assert.Equal("active", await _carrier.StateAsync(_second));
        Assert.Equal(bridge, (string?)Assert.Single((await _carrier.GetAsync("bridges")).AsArray())!["id"]);
    }

    [Fact]
    public async Task A_call_created_for_a_bridge_is_joined_when_answered()
    {
        var bridge = await _carrier.CreateAsync("bridges", new { callIds = new[] { _first } });
        var call = await _carrier.DialAsync("+15557000", new { bridgeId = bridge });
        Assert.Empty(await HeardAsync(_first));
        Assert.Equal("created", await StateAsync(bridge));
        _carrier.Clock.Advance(2);
        await _carrier.App.EventsUntilAsync(call, "answer");
        Assert.Equal(["connected +15557000"], await HeardAsync(_first));
        Assert.Equal(2, (await _carrier.GetAsync($"calls?bridgeId={bridge}")).AsArray().Count);
        Assert.Equal((403, "bridge-callIds-overflow"), Short(await _carrier.ErrorAsync("calls", new { from = Carrier.AppNumber, to = "+15557001", bridgeId = bridge })));
    }

    [Fact]
    public async Task Both_hear_the_bridges_audio_and_no_event_tells_of_it()
    {
        var bridge = await _carrier.CreateAsync("bridges", new { callIds = new[] { _first, _second } });
        await _carrier.OkAsync($"bridges/{bridge}/audio", new { sentence = "One minute left.", loopEnabled = true });
        await _carrier.OkAsync($"bridges/{bridge}/audio", new { sentence = "" });
        Assert.Equal((403, "call-audio-invalid-state"), Short(await _carrier.ErrorAsync($"bridges/{bridge}/audio", new { sentence = "" })));
        foreach (var call in new[] { _first, _second })
        {
            Assert.Equal("speak One minute left.", (await HeardAsync(call))[^1]);
            Assert.Equal(["incomingcall", "answer"], _carrier.App.Events(call));
        }
    }

    [Fact]
    public async Task Wrong_bridges_are_refused()
    {
        var third = await RingAsync();
        Assert.Equal((403, "bridge-callIds-overflow"), Short(await _carrier.ErrorAsync("bridges", new { callIds = new[] { _first, _second, third } })));
        Assert.Equal((403, "call-id-not-found"), Short(await _carrier.ErrorAsync("bridges", new { callIds = new[] { "c-x" } })));
        Assert.Equal((404, "bridge-not-found"), Short(await _carrier.ErrorAsync("bridges/brg-x", new { bridgeAudio = true })));
        Assert.Equal((404, "bridge-not-found"), Short(await _carrier.ErrorAsync("calls", new { from = Carrier.AppNumber, to = "+15557000", bridgeId = "brg-x" })));
        var bridge = await _carrier.CreateAsync("bridges", new { callIds = new[] { _first } });
        Assert.Equal((400, "bridge-bridged-callId"), Short(await _carrier.ErrorAsync("bridges", new { callIds = new[] { _first } })));
        await _carrier.OkAsync($"bridges/{bridge}", new { callIds = new[] { _first } });
        var empty = await _carrier.CreateAsync("bridges", new { });
        Assert.Equal((400, "bridge-invalid-operation"), Short(await _carrier.ErrorAsync($"bridges/{empty}/audio", new { sentence = "Hello?" })));
    }

    private static (int, string?) Short((int Status, string? Category, string? Code, string? Message) error) => (error.Status, error.Code);

    private async Task<string> RingAsync(string from = Carrier.Caller)
    {
        var call = await _carrier.RingAsync(from);
        await _carrier.App.EventsUntilAsync(call, "answer");
        return call;
    }

    private async Task<string?> StateAsync(string bridge) => (string?)(await _carrier.GetAsync($"bridges/{bridge}"))["state"];

    private async Task<IReadOnlyList<string>> HeardAsync(string call) =>
        [.. (await _carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray().Select(sound => $"{sound!["kind"]} {sound["text"]}")];
}
