namespace CallGrains.Cluster.Tests.Kernel;

// The kernel's behavioural tests as they are, here on two silos: the worlds of this assembly have other hosts
// (TwoSilos). What is left out is in LeftOut.cs, with the reason; that nothing else is missing is in KernelTests.cs.

public sealed class ConferenceTests : Flows.Tests.Conferences.ConferenceTests;

public sealed class HandlerTests : Flows.Tests.Handlers.HandlerTests;

public sealed class LegHandlerTests : Flows.Tests.Handlers.LegHandlerTests;

public sealed class CrashEverywhereTests : Flows.Tests.Hosting.CrashEverywhereTests;

public sealed class EachCommandTests : Flows.Tests.Hosting.EachCommandTests;

public sealed class EvictionTests : Flows.Tests.Hosting.EvictionTests;

public sealed class PassivationTests : Flows.Tests.Hosting.PassivationTests;

public sealed class FoundByFuzzingTests : Flows.Tests.Hosting.FoundByFuzzingTests;

public sealed class OperatorTests : Flows.Tests.Hosting.OperatorTests;

public sealed class BackpressureTests : Flows.Tests.Hosting.BackpressureTests;

public sealed class UnbegunTests : Flows.Tests.Hosting.UnbegunTests;

public sealed class ReplayWindowTests : Flows.Tests.Hosting.ReplayWindowTests;

public sealed class VersionTests : Flows.Tests.Hosting.VersionTests;

public sealed class WatchdogTests : Flows.Tests.Hosting.WatchdogTests;

public sealed class FeedTests : Flows.Tests.Feeds.FeedTests;

public sealed class DurationTests : Flows.Tests.Recordings.DurationTests;

public sealed class RecordingFileTests : Flows.Tests.Recordings.RecordingFileTests;

public sealed class CallerSafetyTests : Flows.Tests.Scripts.CallerSafetyTests;

public sealed class BridgeTests : Flows.Tests.Scripts.BridgeTests;

public sealed class ContinueTests : Flows.Tests.Scripts.ContinueTests;

public sealed class PlayListTests : Flows.Tests.Scripts.PlayListTests;

public sealed class SagaTests : Flows.Tests.Scripts.SagaTests;

public sealed class DurableTests : Flows.Tests.Scripts.DurableTests;

public sealed class FailureTests : Flows.Tests.Scripts.FailureTests;

public sealed class GrainTests : Flows.Tests.Scripts.GrainTests;

public sealed class HangUpTests : Flows.Tests.Scripts.HangUpTests;

public sealed class LegTests : Flows.Tests.Scripts.LegTests;

public sealed class MessageTests : Flows.Tests.Scripts.MessageTests;

public sealed class OutboundTests : Flows.Tests.Scripts.OutboundTests;

public sealed class ScriptTests : Flows.Tests.Scripts.ScriptTests;

public sealed class TimeoutTests : Flows.Tests.Scripts.TimeoutTests;

public sealed class CompactionTests : Flows.Tests.Threads.CompactionTests;

public sealed class OptOutTests : Flows.Tests.Threads.OptOutTests;

public sealed class StopTests : Flows.Tests.Threads.StopTests;

public sealed class ThreadTests : Flows.Tests.Threads.ThreadTests;

public sealed class KeyTests : Flows.Tests.Handlers.KeyTests;

public sealed class StoppedFlowTests : Flows.Tests.Hosting.StoppedFlowTests;

public sealed class RingTimeoutTests : Flows.Tests.Scripts.RingTimeoutTests;

public sealed class WaitAnyTests : Flows.Tests.Scripts.WaitAnyTests;

public sealed class RingTests : Flows.Tests.Handlers.RingTests;

public sealed class CircleTests : Flows.Tests.Hosting.CircleTests;

public sealed class StuckTurnTests : Flows.Tests.Hosting.StuckTurnTests;

public sealed class RetryTests : Flows.Tests.Scripts.RetryTests;

public sealed class MenuTests : Flows.Tests.Scripts.MenuTests;

public sealed class StatusTests : Flows.Tests.Scripts.StatusTests;

public sealed class FloodTests : Flows.Tests.Threads.FloodTests;

public sealed class NumberTests : Flows.Tests.Threads.NumberTests;

public sealed class ScheduleTests : Flows.Tests.Hosting.ScheduleTests;

public sealed class CommandTests : Flows.Tests.Threads.CommandTests;

public sealed class SensitiveTests : Flows.Tests.Scripts.SensitiveTests;
