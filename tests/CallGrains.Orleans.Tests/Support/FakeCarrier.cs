using System.Runtime.CompilerServices;
using CallGrains.Bandwidth;

namespace CallGrains.Orleans.Tests;

/// <summary>A carrier that does what it is told and keeps the list; its events are the tests' to send.</summary>
internal sealed class FakeCarrier : ICarrier, ICommandChannel, ICarrierRecovery
{
    private readonly Lock _gate = new();
    private readonly List<CommandRequest> _sent = [];
    private readonly Conditions _conditions = new();

    public string Name => "bandwidth";

    public CarrierCapabilities Capabilities { get; } = new(typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command))));

    public ICallbackProtocol Callbacks => Events.Reader;

    public ICommandChannel Commands => this;

    public ICarrierRecovery Recovery => this;

    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    /// <summary>Awaited after a command has taken effect and before it is answered.</summary>
    public Func<CommandRequest, CancellationToken, Task> Answering { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Command> SentTo(string callId) => [.. Requests(callId).Select(r => r.Command)];

    /// <summary>Waits until a call was sent its n-th command of a type.</summary>
    public Task<CommandRequest> WhenSentAsync<T>(string callId, int nth = 1)
        where T : Command =>
        _conditions.WhenAsync(() => Requests(callId).Where(r => r.Command is T).ElementAtOrDefault(nth - 1), $"{typeof(T).Name} {nth} to {callId}");

    public IReadOnlyList<CommandRequest> All
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
    public Task<CommandRequest> WhenSentAsync(Func<CommandRequest, bool> wanted, string what) => _conditions.WhenAsync(() => All.FirstOrDefault(wanted), what);

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sent.Add(request);
        }

        _conditions.Changed();
        await Answering(request, cancellationToken);
        return request.Command switch
        {
            GatherCommand => $"g-{request.CallId}-{request.Operation.Number}",
            CreateConferenceCommand => Events.ConferenceOf(request.CallbackUrl!),
            AddMemberCommand add => $"member-{add.CallId}",
            _ => null,
        };
    }

    public Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken) =>
        Task.FromResult(All.Any(r => r.Operation == doubt.Request.Operation) ? Observation.Happened : Observation.DidNot);

    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var leg in grain.Legs.Where(l => l.CallId is not null && SentTo(l.CallId).Any(c => c is HangupCommand)))
        {
            yield return new MissedEvent(new HangupEvent { CallId = leg.CallId!, Cause = HangupCause.NormalClearing }, leg.Number);
        }
    }

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) =>
        Task.FromResult(new RecordingMedia(new MemoryStream([1]), new Uri($"https://carrier.example.com/media/{recordingId}.wav"), 1, "audio/wav"));

    private List<CommandRequest> Requests(string callId)
    {
        lock (_gate)
        {
            return _sent.FindAll(r => r.CallId == callId);
        }
    }
}
