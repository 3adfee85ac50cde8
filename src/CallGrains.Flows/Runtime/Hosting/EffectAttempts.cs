using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// One command on its way to an outcome: observe when in doubt, claim when it is not the first try, send, wait. For one
/// task.
/// </summary>
internal sealed class EffectAttempts(
    EffectRunner runner, ICarrier carrier, IEffectView view, PendingCommand command, CommandLease lease, bool inDoubt, bool hasOther, CancellationToken cancellationToken)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A request that an earlier activation sent may be on its way still: an answer of the carrier before this time
    /// proves nothing.
    /// </summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a written entry proves that the grain is ours: rivals that read it wait longer before they send, and a
    /// request is on its way for the rest.
    /// </summary>
    private static readonly TimeSpan FreshProof = InFlight / 2;

    /// <summary>A store that is always slow must not hold a command up for ever.</summary>
    private const int MostClaims = 20;

    private readonly CommandDecided _decided = command.Decided;
    private readonly DeliveryPolicy _policy = carrier.Commands.PolicyOf(command.Decided.Command);
    private bool _inDoubt = inDoubt;

    /// <summary>
    /// A command fresh from the journal is nobody else's. Later, another activation may have taken the grain over
    /// meanwhile.
    /// </summary>
    private bool _isAgain = inDoubt;

    /// <summary>
    /// Whether this carrier may have acted. Sending again does not change that, only the carrier's own word does.
    /// </summary>
    private bool _mayHaveActed = inDoubt;

    private int _attempts;
    private CarrierError? _error;

    /// <summary>Whether the carrier certainly did nothing, so that another one may be given the command.</summary>
    public bool IsUntouched => !_mayHaveActed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CommandOutcome> RunAsync()
    {
        var started = runner.Time.GetTimestamp();
        if (_inDoubt && IsAsked && Settled() is null)
        {
            await Task.Delay(InFlight, runner.Time, cancellationToken);
        }

        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            var (outcome, wait) = await TryAsync(delay);
            if (outcome is not null)
            {
                return outcome.Attempts == _attempts ? outcome : outcome with { Attempts = _attempts };
            }

            if (IsElsewheres || runner.Time.GetElapsedTime(started) - lease.Waited + wait > runner.PatienceWith(_decided.Command))
            {
                return new CommandOutcome(_inDoubt ? OutcomeStatus.Unknown : OutcomeStatus.Refused) { Error = _error, Attempts = _attempts };
            }

            await Task.Delay(wait, runner.Time, cancellationToken);
        }
    }

    /// <summary>A carrier that was not even reached need not be waited for where there is another.</summary>
    private bool IsElsewheres => hasOther && IsUntouched && _error is { Status: 0 };

    /// <summary>
    /// A turn has come: does the command still make sense, and is it still ours? While it waited the grain may have
    /// been taken over.
    /// </summary>
    public static async ValueTask<bool> MayGoAsync(IEffectView view, CommandDecided decided, TimeSpan waited)
    {
        if (decided.Command.NeedsLiveCall && view.IsOver(decided.Leg))
        {
            return false;
        }

        await OwnAsync(view, decided, mustClaim: waited >= InFlight);
        return true;
    }

    /// <summary>
    /// Makes sure that no other activation is about to send the command too. A decision or a claim whose writing took
    /// long is old news: another activation may have read it, waited, and sent.
    /// </summary>
    private static async Task OwnAsync(IEffectView view, CommandDecided decided, bool mustClaim)
    {
        for (var claims = 0; claims < MostClaims && (mustClaim || view.LastProof > FreshProof); claims++)
        {
            await view.ClaimAsync(decided.Id);
            mustClaim = false;
        }
    }

    /// <summary>One try: an outcome, or how long to wait for the next.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(CommandOutcome? Outcome, TimeSpan Wait)> TryAsync(TimeSpan delay)
    {
        try
        {
            return (Settled() ?? await ObservedAsync() ?? await SendAsync(), TimeSpan.Zero);
        }
        catch (CommandNotWantedException)
        {
            // Nothing was sent; what the grain knows by now says what became of it. Where it does not, because an
            // earlier request is in doubt and its call is over, nothing is gained by asking again at once.
            _attempts--;
            return (Settled(), delay);
        }
        catch (CarrierException e) when (e.Effect is RequestEffect.Refused or RequestEffect.Gone)
        {
            runner.Health.Failed(carrier.Name, e);
            return (new CommandOutcome(e.Effect == RequestEffect.Gone ? OutcomeStatus.Gone : OutcomeStatus.Refused) { Error = e.Error }, TimeSpan.Zero);
        }
        catch (CarrierException e)
        {
            runner.Health.Failed(carrier.Name, e);
            return (null, Failed(e.Error, e.Effect, e.Message, e.RetryAfter ?? delay));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Failed(new CarrierError(0, null, e.GetType().Name, e.Message), RequestEffect.InDoubt, e.Message, delay));
        }
    }

    private TimeSpan Failed(CarrierError error, RequestEffect effect, string message, TimeSpan wait)
    {
        _error = error;
        _inDoubt |= effect == RequestEffect.InDoubt;
        _mayHaveActed |= effect == RequestEffect.InDoubt;
        runner.LogRetry(view.Address, _decided.Signature, effect, message, wait);
        return wait;
    }

    private CommandOutcome? Settled() => EffectRules.Settled(view, _decided, _policy, _inDoubt);

    private async ValueTask<CommandOutcome?> ObservedAsync()
    {
        if (!_inDoubt || !IsAsked)
        {
            return null;
        }

        var (outcome, isProven) = await runner.Observer.ObserveAsync(carrier, view, _decided, Request(), cancellationToken);
        runner.Health.Answered(carrier.Name);
        _mayHaveActed &= !isProven;
        return outcome;
    }

    /// <summary>
    /// Whether a doubt is settled by asking the carrier. One that drops a second request need not be asked while it
    /// does.
    /// </summary>
    private bool IsAsked => _policy == DeliveryPolicy.Observable || (_policy == DeliveryPolicy.Deduplicated
        && runner.Time.GetUtcNow() - command.DecidedAt > carrier.Capabilities.IdempotencyWindow - RateTimes.LongestWay);

    private CommandRequest Request() => runner.Requests.Of(view, _decided, carrier.Name) with { Lease = lease };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CommandOutcome> SendAsync()
    {
        if (_decided.Command is SendMessageCommand text && await view.IsOptedOutAsync(text))
        {
            return CommandOutcome.OptedOut(text);
        }

        await OwnAsync(view, _decided, _isAgain);
        if (Settled() is { } known)
        {
            // A claim may take long to write, and the call may end, or the awaited event come, meanwhile.
            return known;
        }

        (_inDoubt, _isAgain) = (false, true);
        _attempts++;
        var created = await runner.SendAsync(carrier, Request(), cancellationToken);
        runner.Health.Answered(carrier.Name);
        return new CommandOutcome(OutcomeStatus.Done) { ResourceId = created, Attempts = _attempts };
    }
}
