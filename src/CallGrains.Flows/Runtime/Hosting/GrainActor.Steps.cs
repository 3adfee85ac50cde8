namespace CallGrains.Flows.Runtime;

/// <content>Steps: the author's code with side effects, beside the turns.</content>
internal sealed partial class GrainActor
{
    private const int MostDetails = 8000;

    private async Task<string> RunStepAsync(int step, StepWork work)
    {
        var result = new StepEntry(step);
        using var limit = new CancellationTokenSource(work.Timeout, _services.Time);
        _services.StepBegins();
        try
        {
            result = result with { Value = await RunAsync(work, limit.Token) };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            result = result with { Error = $"{StepFailedException.TooLong}{work.Timeout}" };
            LogStepLate(Address, work.Name, work.Timeout);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = result with { Error = $"{e.GetType().Name}: {e.Message}", Details = Shortened(e.ToString()) };
            LogStepFailed(Address, work.Name, _kernel.Public(e));
        }
        finally
        {
            _services.StepEnds();
        }

        lock (_gate)
        {
            _beside.Remove(step);
            Add(result);
        }

        return result.Error is null ? "done" : result.Error.StartsWith(StepFailedException.TooLong, StringComparison.Ordinal) ? "late" : "failed";
    }

    /// <summary>
    /// On threads of the platform the step has one of its own: a step that never gives its thread back holds up nobody,
    /// and its time ends all the same.
    /// </summary>
    private Task<System.Text.Json.JsonElement?> RunAsync(StepWork work, CancellationToken limit) => _services.Scheduler == TaskScheduler.Default
        ? Task.Run(() => work.RunAsync(limit), CancellationToken.None).WaitAsync(limit)
        : RunHereAsync(work, limit);

    private Task<System.Text.Json.JsonElement?> RunHereAsync(StepWork work, CancellationToken limit)
    {
        var turn = _services.Turns.Begins(this, work.Name);
        try
        {
            return work.RunAsync(limit);
        }
        finally
        {
            _services.Turns.Ends(turn);
        }
    }

    /// <summary>A journal keeps what a person reads, not the thousandth inner exception.</summary>
    private static string Shortened(string text) => text.Length > MostDetails ? text[..MostDetails] + " …" : text;
}
