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
    /// <summary>The named client of <see cref="IHttpClientFactory"/> that requests go through.</summary>
    public const string HttpClientName = "CallGrains.Bandwidth";

    private readonly Shared _shared;
    private readonly BandwidthHttp _http;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">The account.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Where requests are noted (without headers and bodies); null for nowhere.</param>
    /// <param name="limiter">The governor, shared by all who use the account; null for one of its own.</param>
    /// <param name="http">The connections, which the client disposes of with itself; null for its own. They must send a
    /// request once and no more.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names every
    /// fault.</exception>
    public BandwidthClient(
        BandwidthOptions options, TimeProvider? time = null, ILogger<BandwidthClient>? logger = null, IRateLimiter? limiter = null, HttpClient? http = null)
        : this(Shared.Of(options, time ?? TimeProvider.System, limiter), shared => Connect(shared, logger, limiter, http))
    {
    }

    private BandwidthClient(Shared shared, Func<Shared, BandwidthHttp> connect)
        : this(shared, connect(shared))
    {
    }

    private BandwidthClient(Shared shared, BandwidthHttp http) => (_shared, _http) = (shared, http);

    /// <summary>The same account and connections, for the requests of one command; it needs no disposing.</summary>
    internal BandwidthClient For(CommandLease? command) => command is null ? this : new BandwidthClient(_shared, _http.For(command));

    internal TimeProvider Time => _shared.Time;

    // Made when they are first asked for: the client of one command needs one or two of them.

    /// <summary>Calls: place, answer, reject, hang up, transfer, speak, play, tones, record, log.</summary>
    public CallsApi Calls => field ??= new(_http, _shared.NewCalls);

    /// <summary>The gathers of calls.</summary>
    public GathersApi Gathers => field ??= new(_http);

    /// <summary>Recordings.</summary>
    public RecordingsApi Recordings => field ??= new(_http);

    /// <summary>Media files, the files of recordings among them.</summary>
    public MediaApi Media => field ??= new(_http, _shared.Options.MediaTimeout);

    /// <summary>Applications: which URL is told about calls and messages to our numbers.</summary>
    public ApplicationsApi Applications => field ??= new(_http);

    /// <summary>The account's phone numbers.</summary>
    public PhoneNumbersApi PhoneNumbers => field ??= new(_http);

    /// <summary>Transcriptions of recordings.</summary>
    public TranscriptionsApi Transcriptions => field ??= new(_http);

    /// <summary>Conferences.</summary>
    public ConferencesApi Conferences => field ??= new(_http);

    /// <summary>The members of conferences.</summary>
    public ConferenceMembersApi ConferenceMembers => field ??= new(_http);

    /// <summary>Bridges of two calls.</summary>
    public BridgesApi Bridges => field ??= new(_http);

    /// <summary>Messages: send, read, forget.</summary>
    public MessagesApi Messages => field ??= new(_http, _shared.NewMessages, BandwidthLimits.KeptBy(_shared.Options));

    /// <summary>Numbers that can be ordered.</summary>
    public AvailableNumbersApi AvailableNumbers => field ??= new(_http);

    /// <summary>The names that numbers call under.</summary>
    public NumberInfoApi NumberInfo => field ??= new(_http);

    /// <summary>SIP domains.</summary>
    public DomainsApi Domains => field ??= new(_http);

    /// <summary>SIP endpoints, and tokens for them.</summary>
    public EndpointsApi Endpoints => field ??= new(_http);

    /// <summary>What went wrong at the carrier with nobody to be told.</summary>
    public ErrorsApi Errors => field ??= new(_http);

    /// <summary>The account's balance and transactions.</summary>
    public AccountApi Account => field ??= new(_http);

    /// <summary>Closes the connections; requests under way are cancelled.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _shared.Own?.Dispose();
    }

    private static BandwidthHttp Connect(Shared shared, ILogger<BandwidthClient>? logger, IRateLimiter? limiter, HttpClient? http)
    {
        if (http is null)
        {
            http = new HttpClient(CarrierHttp.CreateHandler(shared.Options.MaxConnections, shared.Options.Timeout));
            BandwidthHttp.Configure(http);
        }

        return new BandwidthHttp(http, shared.Options, shared.Time, logger ?? NullLogger<BandwidthClient>.Instance, limiter ?? shared.Own!);
    }

    /// <summary>What the client of an account and those of its commands have in common.</summary>
    private sealed record Shared(BandwidthOptions Options, TimeProvider Time, Governor? Own)
    {
        public CreationWindow NewCalls { get; } = new(Time);

        public CreationWindow NewMessages { get; } = new(Time);

        public static Shared Of(BandwidthOptions options, TimeProvider time, IRateLimiter? limiter)
        {
            ArgumentNullException.ThrowIfNull(options);
            BandwidthOptionsValidator.Check(options);
            return new Shared(options, time, limiter is null ? new Governor(time) : null);
        }
    }
}
