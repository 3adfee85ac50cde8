using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Networks;

/// <summary>
/// What the carrier refuses in production is refused in a test: by the adapter before it is sent, or by the network.
/// </summary>
public sealed class RefusalTests
{
    private const string Foreign = "+15559999999", Somebody = "+15550198";

    /// <summary>Telnyx takes the request, and ends the call: that is an event.</summary>
    private const string Announced = "a call from a number of somebody else";

    private static readonly Dictionary<string, Func<CallContext, Task>> Wrong = new()
    {
        ["a sentence of 3,001 characters"] = call => call.SpeakAsync(new string('a', 3001)),
        ["a file that is not on the web"] = call => call.PlayAsync(new Uri("file:///hold.mp3")),
        ["tones that no phone has"] = call => call.SendDtmfAsync("12X"),
        ["a text to somebody without a number"] = call => call.SendAsync("anonymous", "Hello"),
        ["a text from a number of somebody else"] = call => call.SendAsync(call.From, "Hello", from: Foreign),
        ["a text of 2,049 characters"] = call => call.SendAsync(call.From, new string('a', 2049)),
        ["a call to nobody"] = call => call.DialAsync("bob"),
        [Announced] = call => call.DialAsync(Somebody, from: Foreign),
        ["a transfer to nobody"] = call => call.TransferAsync("bob"),
        ["a recording of no known kind"] = call => call.RecordAsync(fileFormat: "ogg"),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var what in Wrong.Keys)
            {
                all.Add("", what);
                if (what != Announced)
                {
                    all.Add("telnyx", what);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public Task What_production_refuses_is_refused(string network, string what) => IsRefusedAsync(network == "telnyx" ? SimulatedNetwork.Telnyx : null, Wrong[what]);

    [Fact]
    public Task A_sentence_that_Bandwidth_does_not_take_is_refused_by_default() => IsRefusedAsync(null, call => call.SpeakAsync(new string('a', 1260)));

    private static async Task IsRefusedAsync(SimulatedNetwork? network, Func<CallContext, Task> wrong)
    {
        await using var phone = await FlowTest.Start<Asks>(s => s.AddSingleton(wrong), network: network);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("That was it.");
        await caller.Journalled<OutcomeEntry>(e => e.Outcome.Status == OutcomeStatus.Refused);
        await caller.IsDone();
        Assert.Single(caller.Heard);
        Assert.Empty(phone.World.Network.AllTexts);
        Assert.Single(phone.World.Network.Lines);
    }

    [Flow("asks")]
    private sealed class Asks(Func<CallContext, Task> wrong) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            try
            {
                await wrong(call);
            }
            catch (CommandFailedException)
            {
                // The journal says what it was.
            }

            await call.SpeakAsync("That was it.");
        }
    }
}
