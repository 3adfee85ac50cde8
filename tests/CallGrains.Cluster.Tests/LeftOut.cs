using System.Reflection;
using CallGrains.Cluster.Tests;
using CallGrains.Flows.Tests.Conferences;
using CallGrains.Flows.Tests.Hosting;
using CallGrains.Flows.Tests.Scripts;
using CallGrains.TestSupport.Programs;
using Xunit.v3;

[assembly: LeftOut]

namespace CallGrains.Cluster.Tests;

/// <summary>The tests of the kernel that do not run on two silos, each with the reason.</summary>
internal sealed class LeftOutAttribute : BeforeAfterTestAttribute
{
    private const string TwoProcesses = "It has two processes live on one journal, which a cluster is there to prevent.";
    private const string OwnHost = "It is about the in-process host itself: its words, its disposal, its count.";
    private const string OwnProcess = "Its process dies in the middle of a turn; a silo of these tests cannot, and one that is killed is in the end-to-end tests.";
    private const string NoOrder = "Messages that are sent at once, without waiting for one another, reach a grain on a silo in any order.";
    private const string StillClock = "Its clock stands still, by which a router waits before it asks for a lost grain again.";
    private const string OneInstant = "Two events of one instant: a grain on a silo takes them one after the other, and asks in between.";

    /// <summary>Classes of these namespaces that are left out as a whole, each with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> Classes { get; } = new Dictionary<Type, string>
    {
        [typeof(ConcurrentHostTests)] = "They are about two hosts on one journal, which a cluster prevents; its fault tests let a silo hang.",
        [typeof(PauseTests)] = "They stop the clock of the in-process host; a silo that stands still is in the end-to-end tests.",
        [typeof(NetworkCrashTests)] = "They are about adapters and simulated networks in the in-process host; the kernel's own tables run here.",
        [typeof(LargeConferenceTests)] = "They are about numbers, which the benchmark and the end-to-end tests have.",
    };

    private static readonly Row[] Rows =
    [
        new(nameof(FoundByFuzzingTests.What_a_process_has_acknowledged_and_not_reacted_to_is_found_by_one_that_was_there_before), TwoProcesses),
        new(nameof(FoundByFuzzingTests.A_thread_whose_script_has_failed_is_found_as_well), TwoProcesses),
        new(nameof(OutboundTests.A_call_asked_to_hang_up_while_its_placing_is_in_doubt_is_placed_first), TwoProcesses),
        new(nameof(EvictionTests.A_host_that_is_disposed_finishes_what_it_writes_and_sends_no_more), OwnHost),
        new(nameof(EvictionTests.Recovery_brings_every_live_call_back_and_says_how_many), OwnHost),
        new(nameof(PassivationTests.Another_process_has_taken_over_meanwhile), TwoProcesses),
        new(nameof(PassivationTests.A_host_that_stops_wakes_nobody), OwnHost),
        new(nameof(PassivationTests.Signals_that_come_together_while_the_journal_is_read_keep_their_order), NoOrder),
        new(nameof(PassivationTests.Those_who_are_back_are_passivated_while_others_are_still_being_brought_back), OwnHost),
        new(nameof(BackpressureTests.Too_many_messages_are_turned_away_with_when_to_come_back), OwnHost),
        new(nameof(StoppedFlowTests.A_flow_that_brings_its_process_down_is_quarantined_and_runs_again_when_it_is_released), OwnProcess),
        new(nameof(StuckTurnTests.A_call_that_looped_goes_on_when_it_is_released), StillClock),
        new(nameof(WatchdogTests.A_lost_event_is_supplied), OneInstant, "answer of the transfer"),
    ];

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        Assert.SkipUnless(
            Campaign.IsFull || (methodUnderTest.ReflectedType != typeof(Kernel.CrashEverywhereTests) && methodUnderTest.ReflectedType != typeof(Kernel.EachCommandTests)),
            "Takes a minute on two silos: ./callgrains test --full runs it; the in-process host's tables run each time.");
        if (Rows.FirstOrDefault(r => r.Test == methodUnderTest.Name && (r.Argument is null || test.TestMethodArguments.Contains(r.Argument))) is { } row)
        {
            Assert.Skip(row.Reason);
        }
    }

    /// <param name="Test">The test's method.</param>
    /// <param name="Reason">Why not.</param>
    /// <param name="Argument">The one argument of a theory that is left out; null for all.</param>
    private sealed record Row(string Test, string Reason, string? Argument = null);
}
