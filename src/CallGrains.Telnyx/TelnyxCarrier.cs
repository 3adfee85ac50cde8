using CallGrains.Telnyx.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallGrains.Telnyx;

/// <summary>
/// Telnyx (Call Control v2 and messaging) behind the carrier's seam. One attempt at each command; a repeated one is
/// dropped by the carrier for a minute, and found in the call's client state after that.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public sealed class TelnyxCarrier : ICarrier, ICarrierCheck
{
    private readonly TelnyxQuestions _questions;

    /// <summary>The name of the HTTP client that requests go through.</summary>
    public const string HttpClientName = "CallGrains.Telnyx";

    /// <summary>Makes the adapter.</summary>
    /// <param name="options">The account.</param>
    /// <param name="http">What requests go through; deadlines are counted for each request, so it should have
    /// none.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="limiter">The governor; null (the default) to send everything at once.</param>
    /// <param name="logger">Where requests are logged; null (the default) for nowhere.</param>
    /// <exception cref="OptionsValidationException">The options are wrong; each message
    /// names the key and the fix.</exception>
    public TelnyxCarrier(TelnyxOptions options, HttpClient http, TimeProvider? time = null, IRateLimiter? limiter = null, ILogger<TelnyxCarrier>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        TelnyxOptionsValidator.Check(options);
        var clock = time ?? TimeProvider.System;
        var client = new TelnyxHttp(http, options, clock, limiter ?? new NoLimiter(), (ILogger?)logger ?? NullLogger.Instance);
        _questions = new TelnyxQuestions(client, options.ConnectionId);
        Capabilities = TelnyxDelivery.CapabilitiesOf(options);
        Callbacks = new TelnyxCallbacks(Options.Create(options), clock);
        var (rooms, states) = (new TelnyxRooms(client), new LegStates());
        Commands = new TelnyxCommands(client, _questions, rooms, states, options);
        Recovery = new TelnyxRecovery(_questions, rooms, states, new RecordingOpener(client, options), clock);
    }

    /// <inheritdoc/>
    public string Name => TelnyxCallbacks.Name;

    /// <inheritdoc/>
    public CarrierCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public ICallbackProtocol Callbacks { get; }

    /// <inheritdoc/>
    public ICommandChannel Commands { get; }

    /// <inheritdoc/>
    public ICarrierRecovery Recovery { get; }

    /// <summary>Reads one of the connection's calls.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task CheckAsync(CancellationToken cancellationToken) => _questions.CheckAsync(cancellationToken);
}
