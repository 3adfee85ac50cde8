using System.Diagnostics;

namespace CallGrains.Flows.Runtime;

/// <content>
/// Spans, and the scope of log lines. Where nobody listens the work runs by itself: its state machine holds nothing for
/// telemetry.
/// </content>
internal sealed partial class GrainActor
{
    private bool IsWatched => Spans.IsOn || _services.Options.LogScopes;

    /// <summary>What a line that is written meanwhile says of the grain; null where nobody wants it.</summary>
    private IDisposable? LogScope() => _services.Options.LogScopes ? _logger.BeginScope(new KeyValuePair<string, object?>[] { new("Grain", Address) }) : null;

    private bool TakeTurn(int loop, FlowRun run, IReadOnlyList<JournalEntry> inputs)
    {
        using var span = Spans.Turn.Start(Address);
        span?.SetTag(Spans.Flow, _kernel.Begin?.Flow).SetTag(Spans.Entries, inputs.Count);
        var turn = run.Feed(inputs);
        run.ForgetInput();
        var beginsAnew = Commit(loop, turn);
        if (turn.Failure is not null)
        {
            span.Fail("the flow failed");
        }

        return beginsAnew;
    }

    private async Task TraceCommitAsync(JournalAppend append)
    {
        using var span = Spans.Commit.Start(Address);
        span?.SetTag(Spans.Entries, append.Entries.Count);
        try
        {
            await CommitAsync(append);
        }
        catch (Exception e)
        {
            span.Fail(e.GetType().Name);
            throw;
        }
    }

    private ValueTask WatchSendAsync(SendEffect send) => IsWatched ? new ValueTask(TraceSendAsync(send)) : SendAsync(send.Command, send.InDoubt);

    private async Task TraceSendAsync(SendEffect send)
    {
        using var scope = LogScope();
        using var span = Spans.Command.Start(Address, (send as TracedEffect)?.Cause);
        await SendAsync(send.Command, send.InDoubt);
    }

    private async Task TraceVerifyAsync(PendingCommand command, VerifyRecordingCommand verify)
    {
        using var span = Spans.Command.Start(Address);
        await VerifyAsync(command, verify);
    }

    private async Task TraceProbeAsync()
    {
        using var scope = LogScope();
        using var span = Spans.Probe.Start(Address);
        span?.SetTag(Spans.Carrier, Carrier);
        var found = await ProbeAsync();
        span?.SetTag(Spans.Found, found);
    }

    private Task WatchStepAsync(int step, StepWork work) => IsWatched || _services.Metrics.TimesSteps ? TraceStepAsync(step, work) : RunStepAsync(step, work);

    private async Task TraceStepAsync(int step, StepWork work)
    {
        using var scope = LogScope();
        using var span = Spans.Step.Start(Address);
        var began = _services.Time.GetTimestamp();
        var outcome = await RunStepAsync(step, work);
        _services.Metrics.Stepped(outcome, _services.Time.GetElapsedTime(began));
        span?.SetTag(Spans.StepName, work.Name).SetTag(Spans.Outcome, outcome);
        if (outcome != "done")
        {
            span.Fail(outcome);
        }
    }

    /// <summary>A command has an outcome.</summary>
    private void Note(PendingCommand command, CommandOutcome outcome)
    {
        _services.Metrics.Sent(command.Decided.Command, outcome, Now - command.DecidedAt);
        if (!Spans.IsOn || Activity.Current is not { } span || span.OperationName != Spans.Command.Name)
        {
            return;
        }

        span.SetTag(Spans.CommandName, command.Decided.Command.GetType().Name).SetTag(Spans.Operation, command.Decided.Id)
            .SetTag(Spans.Outcome, outcome.Status.ToString()).SetTag(Spans.Attempts, outcome.Attempts);
        if (outcome.Status != OutcomeStatus.Done)
        {
            span.Fail(outcome.Error?.Code ?? outcome.Status.ToString());
        }
    }
}
