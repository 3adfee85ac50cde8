using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Brings what a grain says to another grain there: again and again until it is durable. The other grain drops a second
/// one. Safe for many threads.
/// </summary>
internal sealed partial class Outbox(IServiceProvider provider, TimeProvider time, ILogger<Outbox> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Sends until the message is durable, or the grain turns it away.</summary>
    /// <param name="from">Who sends it.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">The activation ends; the next one sends it again.</param>
    public async Task<CommandOutcome> SendAsync(FlowAddress from, FlowAddress to, GrainMessage message, CancellationToken cancellationToken)
    {
        var attempts = 0;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                attempts++;
                // Asked for late: whoever hosts grains needs the outbox.
                var receipt = await provider.GetRequiredService<ICallRouter>().SendAsync(to, message, cancellationToken);
                return Outcome(receipt) with { Attempts = attempts };
            }
            catch (Exception e) when (e is ArgumentException or JournalFormatException)
            {
                return new CommandOutcome(OutcomeStatus.Refused) { Error = new CarrierError(0, null, "no-such-grain", e.Message), Attempts = attempts };
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever went wrong on the way there, the message may be sent again.
                LogRetry(from, to, e.Message, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private static CommandOutcome Outcome(Receipt receipt) => receipt.Disposition switch
    {
        Disposition.Accepted or Disposition.Held or Disposition.Duplicate => new CommandOutcome(OutcomeStatus.Done),
        Disposition.Late => new CommandOutcome(OutcomeStatus.Gone) { Error = new CarrierError(0, null, "late", receipt.Reason) },
        _ => new CommandOutcome(OutcomeStatus.Refused) { Error = new CarrierError(0, null, "unclaimed", receipt.Reason) },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: {To} cannot be told yet: {Message} Next try in {Wait}.")]
    private partial void LogRetry(FlowAddress grain, FlowAddress to, string message, TimeSpan wait);
}
