namespace CallGrains.Telnyx;

/// <summary>The account at Telnyx, and how it is reached.</summary>
/// <remarks>Read once, when the carrier is made; later changes have no effect.</remarks>
public sealed class TelnyxOptions
{
    /// <summary>The configuration section that the messages of validation name.</summary>
    public const string SectionName = "Telnyx";

    /// <summary>The API key (<c>KEY…</c>). Required, unless <see cref="ApiKeyFile"/> is given; never logged.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>A file whose first line is the API key; null for none.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// The public keys that webhooks may be signed with, each in base64 (32 bytes), as the portal shows it. At least
    /// one; two while a key is changed.
    /// </summary>
    public IList<string> PublicKeys { get; } = [];

    /// <summary>
    /// The id of the Call Control application (digits), through which calls are placed. Required; its webhook API
    /// version must be 2.
    /// </summary>
    public string ConnectionId { get; set; } = "";

    /// <summary>The messaging profile that texts are sent with; null for the one that the number has.</summary>
    public string? MessagingProfileId { get; set; }

    /// <summary>Scheme, host and port, without <c>/v2</c>; <c>https://api.telnyx.com</c> by default.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.telnyx.com");

    /// <summary>The longest wait for an answer: above 0 and up to 5 minutes, 10 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest wait for the download of a recording to begin: above 0 and up to 1 hour, 2 minutes by default.
    /// </summary>
    public TimeSpan MediaTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether the file of a recording may be fetched from an address of one's own network (private, link-local, this
    /// machine), where the carrier's link leads there; false by default. The address of <see cref="BaseUrl"/> always
    /// may.
    /// </summary>
    public bool InternalFiles { get; set; }

    /// <summary>How many requests may be under way at once, 1 to 10000; 256 by default.</summary>
    public int MaxConnections { get; set; } = 256;

    /// <summary>
    /// How far the time of a signature may be from this machine's clock, in both directions: 1 s to 1 hour, 300 s by
    /// default.
    /// </summary>
    public TimeSpan SignatureTolerance { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The voice of sentences that name none: <c>female</c> (default), <c>male</c>, or a voice of Telnyx, for example
    /// <c>AWS.Polly.Joanna</c>.
    /// </summary>
    public string Voice { get; set; } = "female";

    /// <summary>The language of sentences that name none, <c>en-US</c> by default.</summary>
    public string Language { get; set; } = "en-US";

    /// <summary>
    /// Whether each recording is written down, which costs; false by default. The carrier transcribes only while it
    /// records, so that it must be asked before a flow does.
    /// </summary>
    public bool TranscribeRecordings { get; set; }

    /// <summary>
    /// Whether machines are detected by Telnyx's premium detection, which knows more of them and costs more; false by
    /// default. Only where a flow asks for detection.
    /// </summary>
    public bool PremiumMachineDetection { get; set; }

    /// <summary>
    /// How many texts the account may send in a second, 1 to 10000; 50 by default. More of them wait.
    /// </summary>
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>The key itself, or that of the file.</summary>
    internal string Key => ApiKeyFile is null ? ApiKey : File.ReadLines(ApiKeyFile).FirstOrDefault()?.Trim() ?? "";
}
