namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// The members of conferences: calls that are in them, or were. A <c>conference-member</c> event reports each change.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class ConferenceMembersApi
{
    private readonly BandwidthHttp _http;

    internal ConferenceMembersApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Takes a call in. 403 <c>conference-max-members</c> beyond <see cref="ConferencesApi.MaxMembers"/>,
    /// <c>invalid-call-conference-id</c> for a call that was not created for this conference.
    /// </summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="member">Which call, and how it joins.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The member's id.</returns>
    public Task<string> CreateAsync(string conferenceId, CreateMember member, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(conferenceId), member, BandwidthJson.Wire.CreateMember, cancellationToken);

    /// <summary>Reads a member.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="memberId">The member's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<ConferenceMember> GetAsync(string conferenceId, string memberId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(conferenceId, memberId), BandwidthJson.Wire.ConferenceMember, cancellationToken);

    /// <summary>Lists the members, those who have left included, in one request.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<ConferenceMember> ListAsync(string conferenceId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(conferenceId), BandwidthJson.Wire.ConferenceMemberArray, cancellationToken);

    /// <summary>Changes a member: mute, hold, tones, or takes it out.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="memberId">The member's id.</param>
    /// <param name="update">What changes; absent values stay.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string conferenceId, string memberId, UpdateMember update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(conferenceId, memberId), update, BandwidthJson.Wire.UpdateMember, cancellationToken);

    /// <summary>Takes a member out; its call goes on.</summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="memberId">The member's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task RemoveAsync(string conferenceId, string memberId, CancellationToken cancellationToken = default) =>
        UpdateAsync(conferenceId, memberId, new UpdateMember { State = "completed" }, cancellationToken);

    /// <summary>
    /// Speaks or plays to one member, or stops it; <c>speak</c> or <c>playback</c> events of its call follow.
    /// </summary>
    /// <param name="conferenceId">The conference's id.</param>
    /// <param name="memberId">The member's id.</param>
    /// <param name="audio">What; see <see cref="AudioRequest.StopSentence"/> and <see cref="AudioRequest.StopFile"/> to
    /// stop.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task PlayAudioAsync(string conferenceId, string memberId, AudioRequest audio, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(conferenceId, memberId, "audio"), audio, BandwidthJson.Wire.AudioRequest, cancellationToken);

    private string Path(string conferenceId, params ReadOnlySpan<string> rest) =>
        $"{_http.UserPath}/{Paths.Join(["conferences", conferenceId, "members", .. rest])}";
}
