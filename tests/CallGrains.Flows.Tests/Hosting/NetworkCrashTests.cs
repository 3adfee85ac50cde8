using CallGrains.Flows.Tests.Support;
using CallGrains.Testing;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>
/// Promise 3 on the simulated networks, over the carriers' real adapters: whatever goes wrong, and wherever, the
/// carrier is asked for the same things, and the caller hears the same, once each.
/// </summary>
public sealed class NetworkCrashTests
{
    private static readonly string[] Flows = ["menu-script", "menu-handlers"];
    private static readonly string?[] Keys = ["2", "1", null];

    /// <summary>
    /// Bandwidth's table without the adapter is in <see cref="CrashEverywhereTests"/>; here it is in the long run.
    /// </summary>
    public static TheoryData<string, string, string?> Calls =>
        [.. from network in Campaign.IsFull ? new[] { "bandwidth", "telnyx" } : ["telnyx"] from flow in Flows from keys in Keys where Campaign.IsFull || flow == Flows[0] || keys == "2" select (network, flow, keys)];

    [Theory, MemberData(nameof(Calls))]
    public void A_crash_or_a_failure_at_any_append_changes_nothing(string network, string flow, string? keys)
    {
        var whole = Play(network, flow, keys);
        foreach (var fault in new[] { AppendFault.CrashBefore, AppendFault.CrashAfter, AppendFault.Refused, AppendFault.AnswerLost })
        {
            for (var k = 1; k <= whole.Appends; k++)
            {
                Same(whole, Play(network, flow, keys, appendFault: (n, _) => n == k ? fault : AppendFault.None), $"{fault} at append {k}");
            }
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public void A_crash_or_a_failure_at_any_request_changes_nothing(string network, string flow, string? keys)
    {
        var whole = Play(network, flow, keys);
        foreach (var fault in Enum.GetValues<RequestFault>().Except([RequestFault.None, RequestFault.Refused, RequestFault.Gone]))
        {
            for (var k = 1; k <= whole.Effects.Count; k++)
            {
                Same(whole, Play(network, flow, keys, requestFault: (n, _) => n == k ? fault : RequestFault.None), $"{fault} at request {k}");
            }
        }
    }

    /// <summary>Telnyx's log has all of its events, so that everything can be asked for.</summary>
    [Theory]
    [InlineData("menu-script")]
    [InlineData("menu-handlers")]
    public void What_is_in_doubt_is_found_out_by_asking_when_no_event_tells(string flow)
    {
        foreach (var keys in Keys)
        {
            var whole = Play("telnyx", flow, keys);
            foreach (var fault in new[] { RequestFault.AnswerLost, RequestFault.CrashAfter, RequestFault.Lost })
            {
                for (var k = 1; k <= whole.Effects.Count; k++)
                {
                    Same(whole, Play("telnyx", flow, keys, requestFault: (n, _) => n == k ? fault : RequestFault.None, isDeaf: true), $"{fault} at request {k}, and no events");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public void Crash_upon_crash_changes_nothing(string network, string flow, string? keys)
    {
        var whole = Play(network, flow, keys);
        for (var every = 3; every <= 12; every++)
        {
            Same(whole, Play(network, flow, keys, (n, _) => n == every ? AppendFault.CrashAfter : AppendFault.None, crashesAgain: true), $"a crash after every {every} appends");
        }
    }

    private static void Same(Played whole, Played played, string what)
    {
        Assert.True(whole.Effects.SequenceEqual(played.Effects), $"{what}: {string.Join(", ", played.Effects)} instead of {string.Join(", ", whole.Effects)}\n{played.Ladder}");
        Assert.True(whole.Heard.SequenceEqual(played.Heard), $"{what}: heard {string.Join(", ", played.Heard)} instead of {string.Join(", ", whole.Heard)}\n{played.Ladder}");
        Assert.True(whole.Cause == played.Cause, $"{what}: the call ended by {played.Cause}\n{played.Ladder}");
    }

    private static Played Play(
        string network,
        string flow,
        string? keys,
        Func<int, JournalAppend, AppendFault>? appendFault = null,
        Func<int, CommandRequest, RequestFault>? requestFault = null,
        bool crashesAgain = false,
        bool isDeaf = false)
    {
        Played? played = null;
        World.Run(
            new VirtualScheduler(),
            async w =>
            {
                w.Restarts = true;
                w.FaultOfEachProcess = crashesAgain ? appendFault : null;
                w.Network.Fault = requestFault ?? w.Network.Fault;
                w.Network.Loses = type => isDeaf && type != EventTypes.IncomingCall;
                w.Network.TalkingTime = TimeSpan.FromSeconds(20);
                await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));
                w.Process.Journal.Fault = appendFault ?? w.Process.Journal.Fault;
                var call = w.Network.Calls(flow, keys, "+15550001", "+15550100");
                await w.Until(() => call.IsOver && w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");
                Replay.Of(w, call.Address);
                played = new Played(
                    [.. w.Network.Taken.Select(t => TraceLog.Describe(t.Request.Command))], [.. call.Sounds.Select(s => s.What)], w.Summary(call.Address).Cause, w.Process.Journal.Count, w.Ladder());
            },
            network == "telnyx" ? SimulatedNetwork.Telnyx : SimulatedNetwork.Bandwidth);
        return played!;
    }

    private sealed record Played(List<string> Effects, List<string> Heard, string? Cause, int Appends, string Ladder);
}
