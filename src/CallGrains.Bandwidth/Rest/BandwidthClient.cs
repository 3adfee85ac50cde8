using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Bandwidth's V1 REST API (Catapult), grouped by resource. Each method makes one attempt at one request (a list: one
/// for each page, as it is enumerated) and throws <see cref="CarrierException"/> with the carrier's category, code,
/// message and details, and how far the request got. Nothing is retried. Each request waits for its turn first, so that
/// the carrier's limits (<see cref="BandwidthOptions.Limits"/>) are kept.
/// </summary>
/// <remarks>Safe for use by many threads; make one and keep it, it holds the connections.</remarks>
public sealed class BandwidthClient : IDisposable
{
    private readonly BandwidthHttp _http;
    private readonly Governor? _own;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">The account.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Where requests are noted (without headers and bodies); null for nowhere.</param>
    /// <param name="limiter">The governor, shared by all who use the account; null for one of its own.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names every
    /// fault.</exception>
    public BandwidthClient(BandwidthOptions options, TimeProvider? time = null, ILogger<BandwidthClient>? logger = null, IRateLimiter? limiter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        time ??= TimeProvider.System;
        BandwidthOptionsValidator.Check(options);
        _own = limiter is null ? new Governor(time) : null;
        _http = new BandwidthHttp(options, time, logger ?? NullLogger<BandwidthClient>.Instance, limiter ?? _own!);
        Calls = new CallsApi(_http, new CreationWindow(time));
        Gathers = new GathersApi(_http);
        Recordings = new RecordingsApi(_http);
        Media = new MediaApi(_http, options.MediaTimeout);
        Applications = new ApplicationsApi(_http);
        PhoneNumbers = new PhoneNumbersApi(_http);
        Transcriptions = new TranscriptionsApi(_http);
        Conferences = new ConferencesApi(_http);
        ConferenceMembers = new ConferenceMembersApi(_http);
        Bridges = new BridgesApi(_http);
        Messages = new MessagesApi(_http, new CreationWindow(time), BandwidthLimits.KeptBy(options));
        AvailableNumbers = new AvailableNumbersApi(_http);
        NumberInfo = new NumberInfoApi(_http);
        Domains = new DomainsApi(_http);
        Endpoints = new EndpointsApi(_http);
        Errors = new ErrorsApi(_http);
        Account = new AccountApi(_http);
    }

    /// <summary>Calls: place, answer, reject, hang up, transfer, speak, play, tones, record, log.</summary>
    public CallsApi Calls { get; }

    /// <summary>The gathers of calls.</summary>
    public GathersApi Gathers { get; }

    /// <summary>Recordings.</summary>
    public RecordingsApi Recordings { get; }

    /// <summary>Media files, the files of recordings among them.</summary>
    public MediaApi Media { get; }

    /// <summary>Applications: which URL is told about calls and messages to our numbers.</summary>
    public ApplicationsApi Applications { get; }

    /// <summary>The account's phone numbers.</summary>
    public PhoneNumbersApi PhoneNumbers { get; }

    /// <summary>Transcriptions of recordings.</summary>
    public TranscriptionsApi Transcriptions { get; }

    /// <summary>Conferences.</summary>
    public ConferencesApi Conferences { get; }

    /// <summary>The members of conferences.</summary>
    public ConferenceMembersApi ConferenceMembers { get; }

    /// <summary>Bridges of two calls.</summary>
    public BridgesApi Bridges { get; }

    /// <summary>Messages: send, read, forget.</summary>
    public MessagesApi Messages { get; }

    /// <summary>Numbers that can be ordered.</summary>
    public AvailableNumbersApi AvailableNumbers { get; }

    /// <summary>The names that numbers call under.</summary>
    public NumberInfoApi NumberInfo { get; }

    /// <summary>SIP domains.</summary>
    public DomainsApi Domains { get; }

    /// <summary>SIP endpoints, and tokens for them.</summary>
    public EndpointsApi Endpoints { get; }

    /// <summary>What went wrong at the carrier with nobody to be told.</summary>
    public ErrorsApi Errors { get; }

    /// <summary>The account's balance and transactions.</summary>
    public AccountApi Account { get; }

    /// <summary>Closes the connections; requests under way are cancelled.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _own?.Dispose();
    }
}
