namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromMinutes(2);

    private protected async Task<SendResult> SendAsync(SendMessageCommand command, TimeSpan? patience)
    {
        var operation = Free(command);
        var limit = Limit(patience ?? ReceiptPatience);
        var goesOn = limit <= TimeSpan.Zero;
        int? timer = limit is { } time && !goesOn ? StartTimer(time) : null;
        var last = new SendResult(null, "unknown", null);
        var result = await _run.WaitAsync<SendResult>(input =>
        {
            last = MessageProgress.Of(last, operation, input);
            return input is OutcomeEntry { Outcome.IsOptedOut: true } stopped && stopped.Operation == operation ? new Answer<SendResult>(SendResult.Stopped)
                : input is OutcomeEntry { Outcome.Error.Code: Party.TakesNoTexts } unreachable && unreachable.Operation == operation ? new Answer<SendResult>(SendResult.Unreachable)
                : input is OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Gone } refused && refused.Operation == operation
                    ? Answer<SendResult>.Failed(new CommandFailedException(command, refused.Outcome))
                : MessageProgress.IsFinal(last, command.Media is { Count: > 0 }) || (input is TimerEntry fired && fired.Operation == timer)
                    || (goesOn && input is OutcomeEntry taken && taken.Operation == operation) ? new Answer<SendResult>(last)
                : null;
        });
        if (timer is { } running)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return result;
    }
}
