using System.Runtime.CompilerServices;
using CallGrains.Simulator.Memory;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>One process' way to the network: the carrier's own adapter. It ends with the process.</summary>
internal sealed class NetworkLink : ICarrier, ICommandChannel, ICarrierRecovery, IDisposable
{
    private readonly NetworkCarrier _carrier;
    private readonly HostProcess _process;
    private readonly ICarrier _adapter;
    private readonly NetworkHandler _handler;

    public NetworkLink(NetworkCarrier carrier, NetworkDialect dialect, HostProcess process, TimeProvider time)
    {
        (_carrier, _process) = (carrier, process);
        _handler = new NetworkHandler(carrier, dialect, process);
        _adapter = dialect.Adapter(new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan }, time);
    }

    public string Name => _adapter.Name;

    public CarrierCapabilities Capabilities => _adapter.Capabilities;

    public ICallbackProtocol Callbacks => _adapter.Callbacks;

    public ICommandChannel Commands => this;

    public ICarrierRecovery Recovery => this;

    public DeliveryPolicy PolicyOf(Command command) => _adapter.Commands.PolicyOf(command);

    public Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken) => AskAsync(() => _handler.SendAsync(request, () => _adapter.Commands.SendAsync(request, cancellationToken)));

    public Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken) => AskAsync(() => _adapter.Recovery.ObserveAsync(doubt, cancellationToken));

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) => AskAsync(() => _adapter.Recovery.OpenRecordingAsync(recordingId, cancellationToken));

    public Task<ReceivedEvent> PlaceAsync(ReceivedEvent received, CancellationToken cancellationToken) => AskAsync(() => _adapter.Recovery.PlaceAsync(received, cancellationToken));

    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var slow = await ComeAsync();
        await foreach (var missed in _adapter.Recovery.ProbeAsync(grain, cancellationToken))
        {
            await _process.LiveAsync();
            yield return missed;
        }

        await GoAsync(slow);
    }

    public void Dispose() => _handler.Dispose();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        var slow = await ComeAsync();
        try
        {
            return await ask();
        }
        finally
        {
            await GoAsync(slow);
        }
    }

    /// <summary>A request on its way. What is slow is slow out here, so that in the adapter nothing waits.</summary>
    private async Task<TimeSpan> ComeAsync()
    {
        await _process.LiveAsync();
        await Task.Yield();
        var slow = _carrier.Slowness?.Invoke() ?? default;
        await PassAsync(slow.Before);
        return slow.After;
    }

    private async Task GoAsync(TimeSpan after)
    {
        _carrier.World.Changed();
        await PassAsync(after);
        await _process.LiveAsync();
    }

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? _process.World.Passes(time) : Task.CompletedTask;
}

/// <summary>
/// What stands below the adapter's HTTP: the network's handlers, and what goes wrong on the way to them.
/// </summary>
internal sealed class NetworkHandler(NetworkCarrier carrier, NetworkDialect dialect, HostProcess process) : MemoryHandler(carrier.Routes)
{
    private readonly AsyncLocal<Sending?> _sending = new();

    /// <summary>
    /// The first request that changes something is the command's own. A command that needs none is done by the adapter
    /// alone, and seen all the same.
    /// </summary>
    public async Task<string?> SendAsync(CommandRequest command, Func<Task<string?>> send)
    {
        var sending = _sending.Value = new Sending(command);
        var made = await send();
        if (!sending.IsOut && command.Command is not VerifyRecordingCommand)
        {
            carrier.Leaves(process, command);
            carrier.Arrives(command, isAlone: true);
            carrier.TookEffect(command, "done without a request");
        }

        return made;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get && _sending.Value?.Command.Command is not VerifyRecordingCommand)
        {
            return carrier.QuestionFails?.Invoke() == true ? throw Broken() : await base.SendAsync(request, cancellationToken);
        }

        if (_sending.Value is not { } sending || IsBeside(sending.Command.Command, request.RequestUri!.AbsolutePath))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        if (sending.IsOut)
        {
            return await PassAsync(sending, request, cancellationToken);
        }

        sending.IsOut = true;
        carrier.Leaves(process, sending.Command);
        var fault = carrier.Arrives(sending.Command);
        switch (fault)
        {
            case RequestFault.Lost:
                await ReadAsync(request, cancellationToken);
                throw Broken();
            case RequestFault.TurnedAway or RequestFault.Refused or RequestFault.Gone:
                return NetworkDialect.Answer(dialect.Refusal(fault), request);
            case RequestFault.Bug:
                throw new InvalidOperationException("a bug in the adapter");
            case RequestFault.CrashBefore:
                process.Die();
                await process.LiveAsync();
                break;
        }

        var response = await PassAsync(sending, request, cancellationToken);
        if (fault == RequestFault.CrashAfter)
        {
            process.Die();
        }

        return fault == RequestFault.AnswerLost ? throw Broken() : response;
    }

    private async Task<HttpResponseMessage> PassAsync(Sending sending, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        carrier.IsDropped = false;
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && !carrier.IsDropped && !sending.HasTakenEffect)
        {
            sending.HasTakenEffect = true;
            carrier.TookEffect(sending.Command, $"{request.Method} {request.RequestUri!.AbsolutePath}");
        }
        else if (!response.IsSuccessStatusCode && !sending.HasTakenEffect)
        {
            carrier.Declined(sending.Command);
        }

        return response;
    }

    /// <summary>
    /// What Telnyx' adapter does before and after the command's own request: it names what the command starts, and
    /// mutes whoever has been taken in.
    /// </summary>
    private static bool IsBeside(Command command, string path) => path.EndsWith("/client_state_update", StringComparison.Ordinal)
        || (command is AddMemberCommand && (path.EndsWith("/mute", StringComparison.Ordinal) || path.EndsWith("/hold", StringComparison.Ordinal)));

    /// <summary>What was read has been sent: nobody can tell where it got to.</summary>
    private static Task<byte[]> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Content?.ReadAsByteArrayAsync(cancellationToken) ?? Task.FromResult(Array.Empty<byte>());

    private static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "on the test's order");

    private sealed class Sending(CommandRequest command)
    {
        public CommandRequest Command => command;

        public bool IsOut { get; set; }

        /// <summary>It may take several requests, and has its effect once.</summary>
        public bool HasTakenEffect { get; set; }
    }
}
