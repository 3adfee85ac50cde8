using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>Somebody else's application: ten lines of plain Node that answer GET callbacks with BXML.</summary>
public sealed class NodeMenuTests
{
    [Fact]
    public async Task A_document_that_the_carriers_own_client_wrote_runs_from_its_first_verb_to_its_last()
    {
        await using var carrier = await Carrier.StartAsync();
        var document = string.Join('\n', await Node.RunAsync("bxml.js", ("APP_URL", carrier.App.Url)));
        carrier.App.Document = received => received["eventType"] switch
        {
            "answer" => document,
            "redirect" => "<Response><SpeakSentence>The end.</SpeakSentence><Hangup/></Response>",
            _ => null,
        };
        await carrier.BindAsync(more: new JsonObject { ["callbackHttpMethod"] = "GET" });
        var call = await carrier.RingAsync();
        await carrier.CallUntilAsync(call, view => view["heard"]!.AsArray().Count == 1);
        carrier.Clock.Advance(20);
        await carrier.CallUntilAsync(call, view => view["heard"]!.AsArray().Count == 6);
        carrier.Clock.Advance(1);

        await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Equal(["incomingcall", "answer", "redirect", "hangup NORMAL_CLEARING"], carrier.App.Events(call).Where(entry => entry != "recording complete"));
        var heard = (await carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray().Select(sound => $"{sound!["kind"]} {sound["text"]}".Trim());
        Assert.Equal(["speak Welcome & hello.", "play", "dtmf 1", "dtmf 2", "speak Press a key, or none.", "speak The end."], heard);
        await carrier.App.EventsUntilAsync(call, "recording complete");
    }

    [Theory]
    [InlineData("1", "Sales is closed.")]
    [InlineData("7", "No such department.")]
    public async Task A_caller_gets_through_the_menu_of_a_plain_Node_application(string key, string last)
    {
        using var app = await Node.StartAsync("menu.js");
        try
        {
            var port = await app.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
            await using var carrier = await Carrier.StartAsync();
            await carrier.BindAsync(url: $"http://127.0.0.1:{port}/calls", more: new JsonObject { ["callbackHttpMethod"] = "GET" });
            var call = await carrier.RingAsync();
            await carrier.CallUntilAsync(call, view => (bool)view["gathering"]!);
            await carrier.PressAsync(call, key);
            var view = await carrier.CallUntilAsync(call, view => view["heard"]!.AsArray().Count == 2);
            carrier.Clock.Advance(2);

            Assert.Equal(["For sales press one.", last], view["heard"]!.AsArray().Select(sound => (string?)sound!["text"]));
            Assert.Equal("completed", await carrier.StateAsync(call));
        }
        finally
        {
            app.Kill();
        }
    }
}
