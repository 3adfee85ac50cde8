using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows;

/// <summary>
/// Step 6 of a callback's way, with promise 3: a journalled command is sent; on doubt the carrier is observed; only then is it sent
/// again. Knows no grain's state but what the view tells. Safe for many threads.
/// </summary>
internal sealed partial class EffectRunner(ICallbackUrls urls, TimeProvider time, IOptions<GrainOptions> options, ILogger<EffectRunner> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>A call that nobody hangs up lasts until somebody notices the bill.</summary>
    private static readonly TimeSpan HangupPatience = TimeSpan.FromHours(1);

    /// <summary>A request that an earlier activation sent may be on its way still: an answer of the carrier before this time proves nothing.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an event that alone can tell of an effect is waited for. The carrier sends it at once.</summary>
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(5);

    /// <summary>Brings one command to an outcome.</summary>
    /// <param name="carrier">The grain's carrier.</param>
    /// <param name="view">What its grain knows, asked anew each time.</param>
    /// <param name="command">The command.</param>
    /// <param name="inDoubt">Whether an earlier activation may have sent it.</param>
    /// <param name="cancellationToken">The activation ends; the command stays in doubt.</param>
    public async Task<CommandOutcome> RunAsync(ICarrier carrier, IEffectView view, PendingCommand command, bool inDoubt, CancellationToken cancellationToken)
    {
        var turn = CommandTurn.Begin(waited => MayGoAsync(view, command.Decided, waited));
        var outcome = await RunAsync(carrier, view, command, inDoubt, turn, cancellationToken);
        return turn.Waited > TimeSpan.Zero ? outcome with { GovernorWait = turn.Waited } : outcome;
    }

    private async Task<CommandOutcome> RunAsync(
        ICarrier carrier, IEffectView view, PendingCommand command, bool inDoubt, CommandTurn turn, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var attempts = 0;
        CarrierError? error = null;
        var patience = command.Decided.Command is HangupCommand ? HangupPatience : options.Value.CommandPatience;

        // A command fresh from the journal is nobody else's. Later, another activation may have taken the grain over meanwhile.
        var isAgain = inDoubt;
        if (inDoubt && Settled(view, command.Decided, inDoubt) is null && command.Decided.Command.Policy == DeliveryPolicy.Observable)
        {
            await Task.Delay(InFlight, time, cancellationToken);
        }

        for (var delay = FirstDelay; ; delay = Min(delay * 2, LongestDelay))
        {
            if (Settled(view, command.Decided, inDoubt) is { } settled)
            {
                return settled with { Attempts = attempts };
            }

            var wait = delay;
            try
            {
                if (inDoubt && await ObserveAsync(carrier, view, command.Decided, cancellationToken) is { } observed)
                {
                    return observed with { Attempts = attempts };
                }

                if (isAgain)
                {
                    await view.ClaimAsync(command.Decided.Id);
                }

                (inDoubt, isAgain) = (false, true);
                attempts++;
                return new CommandOutcome(OutcomeStatus.Done) { ResourceId = await carrier.SendAsync(Request(view, command.Decided), cancellationToken), Attempts = attempts };
            }
            catch (CommandNotWantedException)
            {
                // Nothing was sent; what the grain knows by now says what became of it.
                attempts--;
                wait = TimeSpan.Zero;
            }
            catch (CarrierException e) when (e.Effect is RequestEffect.Refused or RequestEffect.Gone)
            {
                return new CommandOutcome(e.Effect == RequestEffect.Gone ? OutcomeStatus.Gone : OutcomeStatus.Refused) { Error = e.Error, Attempts = attempts };
            }
            catch (CarrierException e)
            {
                error = e.Error;
                inDoubt |= e.Effect == RequestEffect.InDoubt;
                wait = e.RetryAfter ?? delay;
                LogRetry(view.Address, command.Decided.Signature, e.Effect, e.Message, wait);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                error = new CarrierError(0, null, e.GetType().Name, e.Message);
                inDoubt = true;
                LogRetry(view.Address, command.Decided.Signature, RequestEffect.InDoubt, e.Message, wait);
            }

            if (time.GetElapsedTime(started) - turn.Waited + wait > patience)
            {
                return new CommandOutcome(inDoubt ? OutcomeStatus.Unknown : OutcomeStatus.Refused) { Error = error, Attempts = attempts };
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>A turn has come: does the command still make sense, and is it still ours? While it waited the grain may have been taken over.</summary>
    private static async ValueTask<bool> MayGoAsync(IEffectView view, CommandDecided decided, TimeSpan waited)
    {
        if (decided.Command.NeedsLiveCall && view.IsOver(decided.Leg))
        {
            return false;
        }

        if (waited >= InFlight)
        {
            await view.ClaimAsync(decided.Id);
        }

        return true;
    }

    private static CommandOutcome? Settled(IEffectView view, CommandDecided decided, bool inDoubt)
    {
        if (inDoubt && decided.Command is not GatherCommand && view.IsConfirmed(decided.Id))
        {
            return new CommandOutcome(OutcomeStatus.Done) { Observed = true, ResourceId = GrainFacts.CreatedLeg(decided) is { } leg ? view.CallIdOf(leg) : view.ResourceOf(decided.Id) };
        }

        if (decided.Command.NeedsLiveCall && (view.IsOver(decided.Leg) || view.CallIdOf(decided.Leg) is null))
        {
            return new CommandOutcome(OutcomeStatus.Gone);
        }

        if (decided.Command is StopGatherCommand stop && view.ResourceOf(stop.Gather) is null)
        {
            return new CommandOutcome(OutcomeStatus.Refused) { Error = new CarrierError(0, null, "gather-unknown", "The carrier's id of the gather is not known (its answer was lost, or it was refused), so it cannot be stopped; it ends by its timeout.") };
        }

        if (IsPointless(view, decided) && !inDoubt)
        {
            return new CommandOutcome(OutcomeStatus.Gone);
        }

        return inDoubt && decided.Command.Policy == DeliveryPolicy.NeverTwice ? new CommandOutcome(OutcomeStatus.Unknown) { Observed = true } : null;
    }

    /// <summary>A leg is for its call, and a bridge for both its ends.</summary>
    private static bool IsPointless(IEffectView view, CommandDecided decided) => decided.Command switch
    {
        CreateCallCommand => decided.Leg != 0 && view.IsOver(0),
        BridgeCommand bridge => view.IsOver(bridge.Other),
        _ => false,
    };

    private CarrierRequest Request(IEffectView view, CommandDecided decided) => new(decided.Command, OperationTag.Format(decided.Id, decided.Tag))
    {
        CallId = decided.Command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) ? view.CallIdOf(decided.Leg) : null,
        ConferenceId = decided.Command is not ConferenceCommand ? null : (decided.Command as EndConferenceCommand)?.Stray ?? view.CallIdOf(decided.Leg),
        OtherCallId = decided.Command is BridgeCommand bridge ? view.CallIdOf(bridge.Other) : null,
        GatherId = decided.Command is StopGatherCommand stop ? view.ResourceOf(stop.Gather) : null,
        CallbackUrl = UrlOf(view, decided),
        FallbackUrl = GrainFacts.ReportedLeg(decided) is { } leg ? urls.FallbackFor(view.Carrier, view.Address, leg) : null,
    };

    /// <summary>Asks the carrier whether a doubtful command took effect; null when it did not, or may be sent again anyway.</summary>
    private async Task<CommandOutcome?> ObserveAsync(ICarrier carrier, IEffectView view, CommandDecided decided, CancellationToken cancellationToken)
    {
        switch (decided.Command)
        {
            case CreateCallCommand create:
                return Observed((await carrier.FindCallAsync(create.To, UrlOf(view, decided)!, cancellationToken))?.Id);
            case TransferCommand transfer:
                return Observed((await carrier.FindCallAsync(transfer.To, UrlOf(view, decided)!, cancellationToken))?.Id);
            case GatherCommand gather:
                var log = CallLog.Of(await carrier.GetCallEventsAsync(view.CallIdOf(decided.Leg)!, cancellationToken));
                var id = log.Gathers.FirstOrDefault(g => !view.KnowsResource(g));
                return id is not null ? Observed(id)
                    : view.IsConfirmed(decided.Id) || gather.Prompt is null || log.AudioStarts > view.AudioBefore(decided) ? TakenWithoutId
                    : NotTaken(log);
            case RecordCommand { Enabled: true }:
                var recordings = await carrier.GetRecordingsAsync(view.CallIdOf(decided.Leg)!, cancellationToken);
                return recordings.Count > view.RecordingsBefore(decided) ? TakenWithoutId : null;
            case { StartsAudio: true }:
                var heard = CallLog.Of(await carrier.GetCallEventsAsync(view.CallIdOf(decided.Leg)!, cancellationToken));
                return heard.AudioStarts > view.AudioBefore(decided) ? TakenWithoutId : NotTaken(heard);
            case CreateConferenceCommand or AnnounceCommand:
                return await IsToldAsync(view, decided.Id, cancellationToken) ? TakenWithoutId with { ResourceId = view.ResourceOf(decided.Id) } : null;
            case BridgeCommand or TranscribeCommand or SendMessageCommand or AddMemberCommand:
                return Observed(await carrier.FindCreatedAsync(Request(view, decided), cancellationToken));
            default:
                return null;
        }
    }

    /// <summary>What no question can find out, the carrier's event does.</summary>
    private async Task<bool> IsToldAsync(IEffectView view, int operation, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (!view.IsConfirmed(operation) && time.GetElapsedTime(since) < EventPatience)
        {
            await Task.Delay(FirstDelay, time, cancellationToken);
        }

        return view.IsConfirmed(operation);
    }

    private Uri? UrlOf(IEffectView view, CommandDecided decided) =>
        GrainFacts.ReportedLeg(decided) is { } leg ? urls.For(view.Carrier, view.Address, leg) : null;

    private static CommandOutcome? Observed(string? id) => id is null ? null : TakenWithoutId with { ResourceId = id };

    /// <summary>To be sent again, unless the call has ended meanwhile.</summary>
    private static CommandOutcome? NotTaken(CallLog log) => log.IsOver ? new CommandOutcome(OutcomeStatus.Gone) { Observed = true } : null;

    private static CommandOutcome TakenWithoutId { get; } = new(OutcomeStatus.Done) { Observed = true };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: {Command} failed ({Effect}): {Message} Next try in {Wait}.")]
    private partial void LogRetry(GrainAddress grain, string command, RequestEffect effect, string message, TimeSpan wait);
}

/// <summary>What a grain knows, as its effects need it.</summary>
internal interface IEffectView
{
    GrainAddress Address { get; }

    string Carrier { get; }

    bool IsOver(int leg);

    string? CallIdOf(int leg);

    bool IsConfirmed(int operation);

    string? ResourceOf(int operation);

    bool KnowsResource(string id);

    int AudioBefore(CommandDecided decided);

    /// <summary>Makes sure that no other activation is about to send the command too; fails when one has taken the grain over.</summary>
    Task ClaimAsync(int operation);

    int RecordingsBefore(CommandDecided decided);
}
