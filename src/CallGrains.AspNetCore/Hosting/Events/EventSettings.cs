using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The settings of section <c>CallGrains:Events</c>: who is told what happens. The same in all processes of a cluster.
/// </summary>
public sealed class EventSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>
    /// Who gets webhooks, by a name of yours that stays (lower case letters, digits and <c>-</c>); nobody by default.
    /// </summary>
    public IDictionary<string, EventReceiver> Receivers { get; } = new Dictionary<string, EventReceiver>(StringComparer.Ordinal);

    /// <summary>
    /// The Orleans stream provider that the program <c>callgrains-host</c> gives the same events to; null, the default,
    /// for none. An application of your own says <c>silo.AddCallGrainsEventStream</c>.
    /// </summary>
    public string? StreamProvider { get; set; }

    /// <summary>
    /// How long an event is tried, from when it was journalled; then it becomes a dead letter. 3 days by default, 1
    /// minute to 365 days. An event is tried once at least.
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long dead letters are kept: 30 days by default, up to 365 days.</summary>
    public TimeSpan KeepDead { get; set; } = TimeSpan.FromDays(30);

    /// <summary>All that is wrong with the settings.</summary>
    internal IEnumerable<string> Faults(string environment)
    {
        foreach (var fault in Receivers.OrderBy(r => r.Key, StringComparer.Ordinal).SelectMany(r => r.Value.Faults(r.Key, environment)))
        {
            yield return fault;
        }

        if (RetryFor < TimeSpan.FromMinutes(1) || RetryFor > Longest)
        {
            yield return $"CallGrains:Events:RetryFor is {RetryFor}; write 00:01:00 to 365.00:00:00.";
        }

        if (KeepDead <= TimeSpan.Zero || KeepDead > Longest)
        {
            yield return $"CallGrains:Events:KeepDead is {KeepDead}; write a time above zero, up to 365.00:00:00.";
        }
    }
}

/// <summary>Who gets webhooks.</summary>
public sealed class EventReceiver
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Where it listens: https; http only to this machine, in Development, or with <see cref="AllowHttp"/>. Redirects
    /// are not followed.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// The secret that signs: <c>whsec_</c> and base64 of 24 to 64 bytes, as Standard Webhooks has it.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>A file whose first line is <see cref="Secret"/>; null, the default, for none.</summary>
    public string? SecretFile { get; set; }

    /// <summary>
    /// A second secret that signs as well, while the receiver changes from one to the other; null, the default, for
    /// none.
    /// </summary>
    public string? PreviousSecret { get; set; }

    /// <summary>A file whose first line is <see cref="PreviousSecret"/>; null, the default, for none.</summary>
    public string? PreviousSecretFile { get; set; }

    /// <summary>
    /// The types that it wants, such as <c>call.ended</c>, or <c>call.*</c>; empty, the default, for all.
    /// </summary>
    public IList<string> Types { get; } = [];

    /// <summary>Whether it gets numbers, texts and results as they are; false, the default, masks them.</summary>
    public bool ShowNumbers { get; set; }

    /// <summary>Whether it may be called without TLS; false by default.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long one delivery may take: 10 s by default, up to 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>All that is wrong with it.</summary>
    internal IEnumerable<string> Faults(string name, string environment)
    {
        var path = $"CallGrains:Events:Receivers:{name}";
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name == StreamName)
        {
            yield return $"{path}: the name is no name of a receiver; use 1 to 64 lower case letters, digits and -, and not {StreamName}.";
        }

        if (Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return $"{path}:Url is '{Url}'; write an address such as https://crm.example.com/hooks.";
        }
        else if (Url.Scheme == "http" && !AllowHttp && !Url.IsLoopback && environment != "Development")
        {
            yield return $"{path}:Url is {Refusal.Quote(Url.GetLeftPart(UriPartial.Authority))}, which is not encrypted; write https, or set {path}:AllowHttp.";
        }

        foreach (var fault in WebhookSecret.Faults(path, nameof(Secret), Secret, SecretFile, isNeeded: true).Concat(WebhookSecret.Faults(path, nameof(PreviousSecret), PreviousSecret, PreviousSecretFile, isNeeded: false)))
        {
            yield return fault;
        }

        foreach (var type in Types.Where(t => !FeedTypes.All.Any(known => FeedTypes.Matches(t, known))))
        {
            yield return $"{path}:Types has {Refusal.Quote(type)}, which no event is; write some of {string.Join(", ", FeedTypes.All)}, or a beginning such as call.*.";
        }

        if (Timeout <= TimeSpan.Zero || Timeout > LongestTimeout)
        {
            yield return $"{path}:Timeout is {Timeout}; write a time above zero, up to {LongestTimeout}.";
        }
    }

    private const string StreamName = "orleans-stream";
}
