using CallGrains.Bandwidth;

namespace CallGrains.Orleans.Tests;

/// <summary>A carrier that does what it is told and keeps the list; its events are the tests' to send.</summary>
internal sealed class FakeCarrier : ICarrier, ICommandChannel
{
    private readonly Lock _gate = new();
    private readonly List<CarrierRequest> _sent = [];
    private readonly Conditions _conditions = new();

    public string Name => "bandwidth";

    public ICommandChannel Commands => this;

    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    /// <summary>Awaited after a command has taken effect and before it is answered.</summary>
    public Func<CarrierRequest, CancellationToken, Task> Answering { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Command> SentTo(string callId) => [.. Requests(callId).Select(r => r.Command)];

    /// <summary>Waits until a call was sent its n-th command of a type.</summary>
    public Task<CarrierRequest> WhenSentAsync<T>(string callId, int nth = 1)
        where T : Command =>
        _conditions.WhenAsync(() => Requests(callId).Where(r => r.Command is T).ElementAtOrDefault(nth - 1), $"{typeof(T).Name} {nth} to {callId}");

    public IReadOnlyList<CarrierRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>Waits until something was sent.</summary>
    public Task<CarrierRequest> WhenSentAsync(Func<CarrierRequest, bool> wanted, string what) => _conditions.WhenAsync(() => All.FirstOrDefault(wanted), what);

    public async Task<string?> SendAsync(CarrierRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sent.Add(request);
        }

        _conditions.Changed();
        await Answering(request, cancellationToken);
        return request.Command switch
        {
            GatherCommand => $"g-{request.CallId}-{request.Tag}",
            CreateConferenceCommand => Events.ConferenceOf(request.CallbackUrl!),
            AddMemberCommand add => $"member-{add.CallId}",
            _ => null,
        };
    }

    public Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken)
    {
        var sent = SentTo(callId);
        var state = sent.Any(c => c is HangupCommand) ? "completed" : sent.Any(c => c is AnswerCommand) ? "active" : "started";
        return Task.FromResult<CallSnapshot?>(new CallSnapshot(callId, state, "in", Events.From, Events.To));
    }

    public Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken) => Task.FromResult<CallSnapshot?>(null);

    public Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CallLogEntry>>([.. SentTo(callId).Where(c => c.StartsAudio).Select(_ => new CallLogEntry("playback", "start", default))]);

    public Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken) => Task.FromResult<GatherSnapshot?>(null);

    public Task<string?> FindCreatedAsync(CarrierRequest request, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken) =>
        Task.FromResult<TranscriptionSnapshot?>(null);

    public Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RecordingSnapshot>>([]);

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) =>
        Task.FromResult(new RecordingMedia(new MemoryStream([1]), new Uri($"https://carrier.example.com/media/{recordingId}.wav"), 1, "audio/wav"));

    private List<CarrierRequest> Requests(string callId)
    {
        lock (_gate)
        {
            return _sent.FindAll(r => r.CallId == callId);
        }
    }
}
