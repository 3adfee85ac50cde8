using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Promises 3 and 4: whatever goes wrong, and wherever, the carrier does the same things, once each.</summary>
public class CrashEverywhereTests
{
    private static readonly string[] Flows = ["menu-script", "menu-handlers"];
    private static readonly string?[] Keys = ["2", "1", null];

    public static TheoryData<string, string?> Calls => new(Flows.SelectMany(_ => Keys, (flow, keys) => (flow, keys)));

    [Theory, MemberData(nameof(Calls))]
    public void A_crash_or_a_failure_at_any_append_changes_nothing(string flow, string? keys)
    {
        var whole = Play(flow, keys);
        foreach (var fault in new[] { AppendFault.CrashBefore, AppendFault.CrashAfter, AppendFault.Refused, AppendFault.AnswerLost })
        {
            for (var k = 1; k <= whole.Appends; k++)
            {
                Same(whole, Play(flow, keys, appendFault: (n, _) => n == k ? fault : AppendFault.None), $"{fault} at append {k}");
            }
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public void A_crash_or_a_failure_at_any_request_changes_nothing(string flow, string? keys)
    {
        var whole = Play(flow, keys);
        foreach (var fault in Enum.GetValues<RequestFault>().Except([RequestFault.None, RequestFault.Refused, RequestFault.Gone]))
        {
            for (var k = 1; k <= whole.Effects.Count; k++)
            {
                Same(whole, Play(flow, keys, requestFault: (n, _) => n == k ? fault : RequestFault.None), $"{fault} at request {k}");
            }
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public void What_is_in_doubt_is_found_out_by_asking_when_no_event_tells(string flow, string? keys)
    {
        var whole = Play(flow, keys);
        foreach (var fault in new[] { RequestFault.AnswerLost, RequestFault.CrashAfter, RequestFault.Lost })
        {
            for (var k = 1; k <= whole.Effects.Count; k++)
            {
                Same(whole, Play(flow, keys, requestFault: (n, _) => n == k ? fault : RequestFault.None, deaf: true), $"{fault} at request {k}, and no events");
            }
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public void Crash_upon_crash_changes_nothing(string flow, string? keys)
    {
        var whole = Play(flow, keys);
        for (var every = 3; every <= 12; every++)
        {
            Same(whole, Play(flow, keys, (n, _) => n == every ? AppendFault.CrashAfter : AppendFault.None, crashesAgain: true), $"a crash after every {every} appends");
        }
    }

    private static void Same(Played whole, Played played, string what)
    {
        Assert.True(whole.Effects.SequenceEqual(played.Effects), $"{what}: {string.Join(", ", played.Effects)} instead of {string.Join(", ", whole.Effects)}\n{played.Ladder}");
        Assert.True(whole.Cause == played.Cause, $"{what}: the call ended by {played.Cause}\n{played.Ladder}");
    }

    private static Played Play(
        string flow,
        string? keys,
        Func<int, JournalAppend, AppendFault>? appendFault = null,
        Func<int, CommandRequest, RequestFault>? requestFault = null,
        bool crashesAgain = false,
        bool deaf = false)
    {
        Played? played = null;
        World.Run(async w =>
        {
            w.Restarts = true;
            w.FaultOfEachProcess = crashesAgain ? appendFault : null;
            w.Carrier.Fault = requestFault ?? w.Carrier.Fault;
            // What a gather collected whose id and event are both lost, only a log that names it can tell.
            w.Carrier.LogsGathers = deaf;
            w.Carrier.Drops = e => deaf && (string)e["eventType"]! != "incomingcall";
            w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
            await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));
            w.Process.Journal.Fault = appendFault ?? w.Process.Journal.Fault;
            var call = w.Carrier.Dials(flow, keys);
            await w.Until(() => call.IsOver && w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");
            Replay.Of(w, call.Address);
            played = new Played([.. w.Carrier.Effects], w.Summary(call.Address).Cause, w.Process.Journal.Count, w.Ladder());
        });
        return played!;
    }

    private sealed record Played(List<string> Effects, string? Cause, int Appends, string Ladder);
}
