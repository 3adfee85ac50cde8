namespace CallGrains.Flows.Tests.Carriers;

/// <summary>A carrier that does what the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedCarrier(string name) : ICarrier, ICommandChannel, ICarrierRecovery, ICallbackProtocol
{
    private readonly List<CommandRequest> _sent = [];

    public string Name => name;

    public string Carrier => name;

    public CarrierCapabilities Capabilities { get; init; } = new(
        typeof(CreateCallCommand), typeof(HangupCommand), typeof(SpeakCommand), typeof(SendMessageCommand), typeof(AnswerCommand))
    { IdempotencyWindow = TimeSpan.FromMinutes(1) };

    public DeliveryPolicy Policy { get; set; } = DeliveryPolicy.Observable;

    /// <summary>How a request fails; null for one that is taken.</summary>
    public Func<CommandRequest, Exception?> Fails { get; set; } = _ => null;

    public ObservedEffect Observes { get; set; } = ObservedEffect.Unknown;

    /// <summary>Whether requests that are taken are answered at all.</summary>
    public bool Hangs { get; set; }

    public int Asked { get; private set; }

    public ICallbackProtocol Callbacks => this;

    public ICommandChannel Commands => this;

    public ICarrierRecovery Recovery => this;

    public IReadOnlyList<CommandRequest> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public int Count<T>() => Sent.Count(r => r.Command is T);

    public static CarrierException Refused(string code = "no") => new(new CarrierError(403, null, code, "The carrier will not."), RequestEffect.Refused);

    public static CarrierException NotSent() => new(new CarrierError(0, null, "not-sent", "Nobody listens there."), RequestEffect.None);

    public static CarrierException InDoubt() => new(new CarrierError(0, null, "no-answer", "No answer."), RequestEffect.InDoubt);

    public DeliveryPolicy PolicyOf(Command command) => command is HangupCommand ? DeliveryPolicy.Repeatable : Policy;

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_sent)
        {
            _sent.Add(request);
        }

        if (Fails(request) is { } failure)
        {
            throw failure;
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return $"{name}-{Sent.Count}";
    }

    public Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Observes == ObservedEffect.Happened ? Observation.Happened with { ResourceId = $"{name}-found" } : new Observation(Observes));
    }

    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) => throw Refused();

    public string? Verify(CallbackRequest request) => null;

    public ReceivedEvent Read(CallbackRequest request) => throw new EventFormatException(EventFormatException.Body, "it sends none");

    public CallbackAnswer Write(CallbackReply? reply) => CallbackAnswer.Empty;
}
