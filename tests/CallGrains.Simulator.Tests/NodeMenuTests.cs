using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>Somebody else's application: ten lines of plain Node that answer GET callbacks with BXML.</summary>
public sealed class NodeMenuTests
{
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
