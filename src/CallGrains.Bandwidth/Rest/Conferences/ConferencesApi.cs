namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Conferences; their members are in <see cref="BandwidthClient.ConferenceMembers"/>. There is no list: keep the ids.
/// The carrier allows one request a second (429), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class ConferencesApi
{
    /// <summary>The most members of a conference: 20, more are refused (403 <c>conference-max-members</c>).</summary>
    public const int MaxMembers = 20;

    private readonly BandwidthHttp _http;

    internal ConferencesApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Makes a conference; <c>conference</c> created follows. It lasts until it is ended or its last member leaves.
    /// </summary>
    /// <param name="conference">Which number hosts it, and how it is reported.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The conference's id.</returns>
    public Task<string> CreateAsync(CreateConference conference, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(), conference, BandwidthJson.Wire.CreateConference, cancellationToken);

    /// <summary>Reads a conference.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Conference> GetAsync(string conferenceId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(conferenceId), BandwidthJson.Wire.Conference, cancellationToken);

    /// <summary>Changes a conference: mutes or holds all members, ends it, or has it reported elsewhere.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="update">What changes; absent values stay.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string conferenceId, UpdateConference update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(conferenceId), update, BandwidthJson.Wire.UpdateConference, cancellationToken);

    /// <summary>
    /// Ends a conference; <c>conference-member</c> completed for each member and <c>conference</c> completed follow.
    /// 403 <c>conference-error</c> when it is over.
    /// </summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task EndAsync(string conferenceId, CancellationToken cancellationToken = default) =>
        UpdateAsync(conferenceId, new UpdateConference { State = "completed" }, cancellationToken);

    /// <summary>
    /// Speaks or plays to all members, or stops it; <c>conference-speak</c> or <c>conference-playback</c> started and
    /// done follow.
    /// </summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="audio">What; see <see cref="AudioRequest.StopSentence"/> and <see cref="AudioRequest.StopFile"/> to
    /// stop.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task PlayAudioAsync(string conferenceId, AudioRequest audio, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(conferenceId, "audio"), audio, BandwidthJson.Wire.AudioRequest, cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["conferences", .. rest])}";
}
