using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Step 6 of a callback's way, with promise 3: a journalled command is sent; on doubt the carrier is observed; only
/// then is it sent again. Knows no grain's state but what the view tells. Safe for many threads.
/// </summary>
internal sealed partial class EffectRunner(ICallbackUrls urls, CarrierRouter router, TimeProvider time, IOptions<GrainOptions> options, ILogger<EffectRunner> logger, CallGrainsMetrics? metrics = null)
{
    /// <summary>A call that nobody hangs up lasts until somebody notices the bill.</summary>
    private static readonly TimeSpan HangupPatience = TimeSpan.FromHours(1);

    public EffectRequests Requests { get; } = new(urls, router);

    public EffectObserver Observer { get; } = new(time);

    public CarrierHealth Health => router.Health;

    public TimeProvider Time => time;

    /// <summary>One request to the carrier, timed where somebody wants to know.</summary>
    public Task<string?> SendAsync(ICarrier carrier, CommandRequest request, CancellationToken cancellationToken) =>
        metrics is { TimesCarriers: true } ? TimeAsync(metrics, carrier, request, cancellationToken) : carrier.Commands.SendAsync(request, cancellationToken);

    private async Task<string?> TimeAsync(CallGrainsMetrics times, ICarrier carrier, CommandRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var result = "in_doubt";
        try
        {
            var id = await carrier.Commands.SendAsync(request, cancellationToken);
            result = "ok";
            return id;
        }
        catch (CommandNotWantedException)
        {
            result = "not_sent";
            throw;
        }
        catch (CarrierException e)
        {
            result = e.Effect switch
            {
                RequestEffect.Refused => "refused",
                RequestEffect.Gone => "gone",
                RequestEffect.InDoubt => "in_doubt",
                _ => "not_sent",
            };
            throw;
        }
        finally
        {
            times.Requested(carrier.Name, result, time.GetElapsedTime(began));
        }
    }

    /// <summary>
    /// Brings one command to an outcome. One that may go by several carriers goes to the next when a carrier certainly
    /// did not take it, each at most once.
    /// </summary>
    /// <param name="view">What its grain knows, asked anew each time.</param>
    /// <param name="command">The command.</param>
    /// <param name="inDoubt">Whether an earlier activation may have sent it.</param>
    /// <param name="notes">Told of each request; null for nobody.</param>
    /// <param name="cancellationToken">The activation ends; the command stays in doubt.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CommandOutcome> RunAsync(IEffectView view, PendingCommand command, bool inDoubt, EffectNotes? notes, CancellationToken cancellationToken)
    {
        var route = new EffectRoute(router, view, command);
        if (!inDoubt)
        {
            await route.BeginAsync();
        }

        for (var (attempts, waited) = (0, TimeSpan.Zero); ;)
        {
            var (outcome, isUntouched) = await TryAsync(route, view, command, inDoubt, notes, cancellationToken);
            (attempts, waited) = (attempts + outcome.Attempts, waited + (outcome.GovernorWait ?? TimeSpan.Zero));
            var waits = waited > TimeSpan.Zero ? waited : default(TimeSpan?);
            outcome = (outcome.Attempts, outcome.GovernorWait) == (attempts, waits) ? outcome : outcome with { Attempts = attempts, GovernorWait = waits };
            if (!isUntouched || route.NextAfter(outcome) is not { } next)
            {
                return outcome;
            }

            LogMoved(view.Address, command.Decided.Signature, route.Current, next, outcome.Error?.Message ?? "");
            await route.GoOnAsync(outcome, next);
            inDoubt = false;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(CommandOutcome Outcome, bool IsUntouched)> TryAsync(EffectRoute route, IEffectView view, PendingCommand command, bool inDoubt, EffectNotes? notes, CancellationToken cancellationToken)
    {
        if (router.Carriers.Find(route.Current) is not { } carrier)
        {
            return (Refused(NoCarrier(route.Current)), !inDoubt);
        }

        if (carrier.Capabilities.LackingOf(command.Decided.Command) is { } lacking)
        {
            return (Refused(NotSupported(carrier, lacking)), !inDoubt);
        }

        var lease = new CommandLease(waited => EffectAttempts.MayGoAsync(view, command.Decided, waited)) { Noted = notes is null ? null : notes.Add, NotesBodies = notes is { HasBodies: true } };
        var attempts = new EffectAttempts(this, carrier, view, command, lease, inDoubt, route.Next is not null, cancellationToken);
        var outcome = await attempts.RunAsync();
        return (lease.Waited > TimeSpan.Zero ? outcome with { GovernorWait = lease.Waited } : outcome, attempts.IsUntouched);
    }

    public static CarrierError NoCarrier(string name) => new(0, null, "no-carrier", $"This process has no carrier '{name}'.");

    private static CommandOutcome Refused(CarrierError error) => new(OutcomeStatus.Refused) { Error = error };

    private static CarrierError NotSupported(ICarrier carrier, Type lacking) =>
        new(0, null, "not-supported", $"Carrier '{carrier.Name}' has no {lacking.Name}; see its page for what it has.");

    public TimeSpan PatienceWith(Command command) => command is HangupCommand ? HangupPatience : options.Value.CommandPatience;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: {Command} failed ({Effect}): {Message} Next try in {Wait}.")]
    public partial void LogRetry(FlowAddress grain, string command, RequestEffect effect, string message, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: {Command} goes from carrier '{From}' to '{To}': {Message}")]
    private partial void LogMoved(FlowAddress grain, string command, string from, string to, string message);
}
