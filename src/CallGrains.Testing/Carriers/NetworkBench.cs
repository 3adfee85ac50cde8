using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CallGrains.Simulator;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Memory;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Telnyx;
using CallGrains.Testing.Worlds;
using CallGrains.Testing.Worlds.Networks;
using Answered = CallGrains.Simulator.Callbacks.CallbackAnswer;
using Sent = CallGrains.Simulator.Callbacks.CallbackRequest;

namespace CallGrains.Testing;

/// <summary>
/// A carrier's real adapter, and the simulated network with that carrier's dialect in memory at the other end.
/// </summary>
internal sealed class NetworkBench : CarrierBench, INetworkLog, IDisposable
{
    private const string Ours = "+15550100", Caller = "+15550001";

    private readonly Queue<NetworkCallback> _sent = new();
    private readonly NetworkDialect _dialect;
    private readonly Simulation _simulation;
    private readonly BenchHandler _handler;
    private Exception? _broken;

    public NetworkBench(SimulatedCarrier carrier, TimeProvider time)
    {
        _dialect = NetworkDialect.Of(carrier);
        var options = new SimulatorOptions { Carrier = carrier, KeyGap = TimeSpan.Zero, SpeechProgram = "", Mp3Program = "", History = 2_000 };
        var around = new Surroundings(new NetworkTime(time), time, new BenchLine(_sent, TaskScheduler.Current), () => new Urls(NetworkCarrier.Root.AbsoluteUri.TrimEnd('/'), SimulatorOptions.UserId), this);
        _simulation = new Simulation(options, around, seed: 1, [], _dialect.Key);
        _handler = new BenchHandler(new RouteMatcher(_simulation.Routes()), _dialect) { Changes = Changes };
        if (_simulation.Network.Memory is { } memory)
        {
            memory.Dropped += () => _handler.IsDropped = true;
        }

        var http = new HttpClient(_handler) { BaseAddress = NetworkCarrier.Root };
        var (calls, texts) = Account(http);
        Do(() =>
        {
            var number = Core.NumberService.Order(new PhoneNumber("", Ours, _simulation.Network.Exchange.Now));
            Core.Numbers.Put(number with { ApplicationId = calls, MessageApplicationId = texts });
        });
        Carrier = _dialect.Adapter(http, time);
        _handler.Effects = 0;
    }

    public override ICarrier Carrier { get; }

    public override int Effects => _handler.Effects;

    private Simulator.Telnyx.Core Core => _simulation.Network.Core;

    public override void Next(WireFault fault) => _handler.Next = fault;

    public override string Dials() => _simulation.Network.Exchange.Run(() => Core.Dialer.RingAt(Core.Dialer.ApplicationOf(Ours)!, new CallOrder(Caller, Ours)).Id);

    public override void Press(string callId, string digits) => Do(() =>
    {
        if (Core.Calls.Find(callId) is { State: CallState.Active or CallState.Transferring } call)
        {
            Core.Keys.FromPhone(call, digits);
        }
    });

    public override void HangUp(string callId) => Do(() =>
    {
        if (Core.Calls.Find(callId) is { IsOver: false } call)
        {
            call.EndedBy = "phone";
            Core.Life.End(call, call.IsAnswered ? Causes.NormalClearing : Causes.OriginatorCancel);
        }
    });

    public override string? RecordingOf(string callId) => _simulation.Network.Exchange.Look(() => Core.Calls.Find(callId)?.Recordings.Find(r => r.State == "complete")?.Id);

    public override bool TryTake([NotNullWhen(true)] out CallbackRequest? callback)
    {
        if (_broken is { } failure)
        {
            throw new ConformanceException($"The simulated network failed: {failure}");
        }

        var isThere = _sent.TryDequeue(out var sent);
        callback = sent;
        return isThere;
    }

    public override CallbackRequest? Forged(CallbackRequest genuine) => Signed(genuine, new SigningKey(99), seconds: 0);

    public override CallbackRequest? Stale(CallbackRequest genuine) => Signed(genuine, _dialect.Key, seconds: 301);

    public void Dispose()
    {
        _simulation.Dispose();
        _handler.Dispose();
    }

    void INetworkLog.AlarmFailed(Exception failure) => _broken ??= failure;

    void INetworkLog.Lost(string eventType, string subject, string reason)
    {
    }

    void INetworkLog.NotSent(string eventType, string subject)
    {
    }

    /// <summary>An application of the account for calls, and one for texts.</summary>
    private (string Calls, string Texts) Account(HttpClient http)
    {
        var url = $"{World.PublicRoot}/callbacks/{_dialect.Protocol.Carrier}";
        if (_dialect is not TelnyxNetwork telnyx)
        {
            Do(() => Core.Applications.Put(new Application("a-1", "conformance") { AutoAnswer = false, IncomingCallUrl = url, IncomingMessageUrl = url }));
            return ("a-1", "a-1");
        }

        telnyx.ConnectionId = TelnyxAccounts.Open(http, url);
        return (telnyx.ConnectionId, TelnyxAccounts.NewProfile(http, "", url));
    }

    /// <summary>The same body, signed so long before; null where the carrier signs nothing.</summary>
    private NetworkCallback? Signed(CallbackRequest genuine, SigningKey? key, int seconds)
    {
        if (_dialect.Key is null)
        {
            return null;
        }

        var sent = ((NetworkCallback)genuine).Sent;
        var time = (long.Parse(genuine.Header("telnyx-timestamp")!, CultureInfo.InvariantCulture) - seconds).ToString(CultureInfo.InvariantCulture);
        return new NetworkCallback(sent with { MoreHeaders = new(() => [("telnyx-signature-ed25519", key!.Sign(time, sent.Body!)), ("telnyx-timestamp", time)]) });
    }

    /// <summary>A gather of a call that is over may be stopped again, to no effect.</summary>
    private bool Changes(Uri url) => url.Segments is not [.., "calls/", var call, "gather/", _]
        || _simulation.Network.Exchange.Look(() => Core.Calls.Find(call.TrimEnd('/')) is not { IsOver: true });

    private void Do(Action action) => _simulation.Network.Exchange.Run(action);
}

/// <summary>A callback as the network has sent it.</summary>
internal sealed class NetworkCallback(Sent sent)
    : CallbackRequest(sent.Body is null ? CallbackForm.Query : CallbackForm.Json, Encoding.UTF8.GetBytes(sent.Body ?? sent.Url.Query.TrimStart('?')))
{
    public Sent Sent => sent;

    public override string Url => sent.Url.AbsoluteUri;

    public override string? Header(string name) => sent.Headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>Keeps the callbacks for whoever takes them; each is acknowledged.</summary>
internal sealed class BenchLine(Queue<NetworkCallback> sent, TaskScheduler scheduler) : ICallbackTransport
{
    public TaskScheduler Scheduler => scheduler;

    public Task<Answered> SendAsync(Sent request, TimeSpan timeout, int mostRead, CancellationToken stop)
    {
        sent.Enqueue(new NetworkCallback(request));
        return Task.FromResult(new Answered(200, null, null, []));
    }

    public void Dispose()
    {
    }
}

/// <summary>What goes wrong on the way to the network, and how much was changed there.</summary>
internal sealed class BenchHandler(RouteMatcher routes, NetworkDialect dialect) : MemoryHandler(routes)
{
    public int Effects { get; set; }

    public WireFault? Next { get; set; }

    /// <summary>Whether the request that is handled now was there before.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether a request would change something that anybody hears.</summary>
    public required Func<Uri, bool> Changes { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var fault = Next;
        Next = null;
        if (fault is WireFault.TooMany or WireFault.Refused)
        {
            return NetworkDialect.Answer(dialect.Refusal(fault == WireFault.TooMany ? RequestFault.TurnedAway : RequestFault.Refused), request);
        }

        if (fault == WireFault.RequestLost)
        {
            // What was read has been sent: nobody can tell where it got to.
            _ = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            throw Broken();
        }

        IsDropped = false;
        var changes = request.Method == HttpMethod.Post && Changes(request.RequestUri!);
        var response = await base.SendAsync(request, cancellationToken);
        Effects += response.IsSuccessStatusCode && !IsDropped && changes ? 1 : 0;
        return fault == WireFault.AnswerLost && response.IsSuccessStatusCode ? throw Broken() : response;
    }

    private static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "on the check's order");
}
