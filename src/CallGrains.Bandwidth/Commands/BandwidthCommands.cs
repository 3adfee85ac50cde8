using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth;

/// <summary>
/// One attempt at each command; see <see cref="RefusalProbe"/> for refusals that are none. Safe for many threads.
/// </summary>
internal sealed class BandwidthCommands(BandwidthClient client, BandwidthOptions options) : ICommandChannel
{
    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        CommandRules.Check(request);
        var leased = client.For(request.Lease);
        try
        {
            return await new CommandSender(leased, options).SendAsync(request, cancellationToken);
        }
        catch (CarrierException e) when (e.Effect == RequestEffect.Refused)
        {
            await new RefusalProbe(new CatapultQuestions(leased)).AcceptOrThrowAsync(request, e, cancellationToken);
            return null;
        }
    }
}
