using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.Options;

namespace CallGrains.Bandwidth;

/// <summary>
/// Bandwidth's V1 API (Catapult) behind the carrier's seam. One attempt at each command; see <see cref="RefusalProbe"/>
/// for refusals that are none.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public sealed class BandwidthCarrier : ICarrier, ICarrierCheck
{
    private readonly BandwidthClient _client;

    /// <summary>Makes the adapter.</summary>
    /// <param name="client">The client of the account.</param>
    /// <param name="options">How calls that we create are reported.</param>
    public BandwidthCarrier(BandwidthClient client, IOptions<BandwidthOptions> options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        Questions = new CatapultQuestions(client);
        Commands = new BandwidthCommands(client, options.Value);
        Recovery = new BandwidthRecovery(Questions, client.Time);
    }

    /// <inheritdoc/>
    public string Name => BandwidthCallbacks.Name;

    /// <inheritdoc/>
    public CarrierCapabilities Capabilities => BandwidthDelivery.Capabilities;

    /// <inheritdoc/>
    public ICallbackProtocol Callbacks { get; } = new BandwidthCallbacks();

    /// <inheritdoc/>
    public ICommandChannel Commands { get; }

    /// <inheritdoc/>
    public ICarrierRecovery Recovery { get; }

    internal ICatapultQuestions Questions { get; }

    /// <summary>Reads the account.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task CheckAsync(CancellationToken cancellationToken) => _client.Account.GetAsync(cancellationToken);
}
