namespace CallGrains.Bandwidth;

/// <summary>One attempt at each command; see <see cref="RefusalProbe"/> for refusals that are none. Safe for many threads.</summary>
internal sealed class BandwidthCommands(CommandSender sender, RefusalProbe probe) : ICommandChannel
{
    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        CommandRules.Check(request);
        try
        {
            return await sender.SendAsync(request, cancellationToken);
        }
        catch (CarrierException e) when (e.Effect == RequestEffect.Refused)
        {
            await probe.AcceptOrThrowAsync(request, e, cancellationToken);
            return null;
        }
    }
}
