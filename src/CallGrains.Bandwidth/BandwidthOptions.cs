namespace CallGrains.Bandwidth;

/// <summary>The account at Bandwidth's V1 API (Catapult), and how it is reached.</summary>
/// <remarks>Read once, when the client is made; later changes have no effect.</remarks>
public sealed class BandwidthOptions
{
    /// <summary>The configuration section that the messages of validation name.</summary>
    public const string SectionName = "Bandwidth";

    /// <summary>The user id, for example <c>u-bonay3r4mtwbplurq4nkt7q</c>. Required.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The API token: the user name of basic authentication, not the portal's login. Required.</summary>
    public string Token { get; set; } = "";

    /// <summary>
    /// The API secret: the password of basic authentication. Required, unless <see cref="SecretFile"/> is given; never
    /// logged.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>A file whose first line is the API secret; null for none.</summary>
    public string? SecretFile { get; set; }

    /// <summary>
    /// Scheme, host and port, without <c>/v1</c>; <c>https://api.catapult.inetwork.com</c> by default.
    /// </summary>
    public Uri BaseUrl { get; set; } = new("https://api.catapult.inetwork.com");

    /// <summary>The longest wait for an answer: above 0 and up to 5 minutes, 10 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest upload of a media file, and the longest wait for a download to begin: above 0 and up to 1 hour, 2
    /// minutes by default.
    /// </summary>
    public TimeSpan MediaTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many requests may be under way at once, 1 to 10000; the rest wait for a free connection. 256 by default.
    /// </summary>
    public int MaxConnections { get; set; } = 256;

    /// <summary>How the carrier reports about calls that we create: <c>POST</c> (default) or <c>GET</c>.</summary>
    public string CallbackHttpMethod { get; set; } = "POST";

    /// <summary>
    /// How long the carrier waits for our answer to a callback: above 0 and up to 10 s, which is the default.
    /// </summary>
    public TimeSpan CallbackTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The account's rate limits.</summary>
    public BandwidthLimits Limits { get; set; } = new();

    /// <summary>The secret itself, or that of the file.</summary>
    internal string Password => SecretFile is null ? Secret : File.ReadLines(SecretFile).FirstOrDefault()?.Trim() ?? "";
}
