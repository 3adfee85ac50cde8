using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.AvailableNumbers;
using CallGrains.Simulator.Billing;
using CallGrains.Simulator.Bridges;
using CallGrains.Simulator.Bxml;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Limits;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Messages;
using CallGrains.Simulator.NumberInfo;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Sip;
using CallGrains.Simulator.Transcriptions;
using CallGrains.Simulator.Transfers;
using CallGrains.Simulator.Web;

namespace CallGrains.Simulator;

/// <summary>Puts the parts together; knows no part's business.</summary>
internal sealed class Simulation : IDisposable
{
    private readonly Exchange _exchange;
    private readonly CallbackSender _sender;
    private readonly RestGate _gate;
    private readonly SoundFiles _sounds;
    private readonly List<Action<IEndpointRouteBuilder, RestGate>> _userRoutes;
    private readonly List<Action<IEndpointRouteBuilder, RestGate>> _otherRoutes;

    public Simulation(SimulatorOptions options, TimeProvider clock, int seed, Func<Urls> urls, ILoggerFactory logs, IReadOnlyList<FaultOrder> ordered)
    {
        var pulse = new Pulse();
        var requests = new Ring<RequestEntry>(options.History, pulse);
        var callbacks = new Ring<CallbackEntry>(options.History, pulse);
        var inFlight = new InFlight(pulse);
        var errors = new ErrorLog(clock, options.History, seed);
        _exchange = new Exchange(clock, pulse, logs.CreateLogger<Exchange>());
        var faults = new FaultService(seed);
        foreach (var order in ordered)
        {
            faults.Add(order);
        }

        _sender = new CallbackSender(clock, callbacks, inFlight, errors, logs.CreateLogger<CallbackSender>());
        var media = new MediaStore();
        _sounds = new SoundFiles(media, urls, options.MediaHosts);
        var variants = new Variants(options.Variants);
        _gate = new RestGate(_exchange, new Account(SimulatorOptions.UserId, SimulatorOptions.Token, SimulatorOptions.Secret), clock, requests, errors, faults, options.Limits ? new RateLimiter(clock) : null, _sounds, variants);
        var post = new CallbackDispatcher(_exchange, _sender, faults, variants);

        var ids = new Ids(seed);
        var instance = Guid.NewGuid().ToString("n");
        var store = new CallStore(options.History);
        var guard = new CallGuard(store);
        var numbers = new NumberStore();
        var applications = new ApplicationStore();
        var sip = new SipRegistry();
        var ledger = new Ledger(_exchange, ids, options.History);
        var numberDesk = new NumberService(_exchange, ids, numbers, ledger);
        var phones = new PhoneBook(sip);
        var events = new CallEvents(_exchange, ids, urls, post);
        var audio = new AudioPlayer(_exchange, events);
        var gathers = new GatherService(_exchange, ids, events, audio);
        var transcriptions = new TranscriptionService(_exchange, ids, urls, events, media, ledger, faults);
        var speaker = new Speaker(SoundProgram.Find(options.SpeechProgram));
        var recordings = new RecordingService(_exchange, ids, events, media, transcriptions, faults, speaker, new Mp3Encoder(SoundProgram.Find(options.Mp3Program)));
        store.Forgotten += recordings.Forget;
        var life = new CallLifecycle(_exchange, store, events, audio, gathers, recordings);
        life.Ended += ledger.Charge;
        var dialer = new Dialer(_exchange, ids, store, events, life, numbers, applications, phones, post);
        var transfers = new TransferService(_exchange, life, dialer, audio, gathers);
        dialer.Unreachable += transfers.Divert;
        var rooms = new ConferenceStore(options.History);
        var conferences = new ConferenceService(_exchange, ids, rooms, new ConferenceEvents(_exchange, urls, post), life);
        var conferenceGuard = new ConferenceGuard(rooms);
        var bridgeStore = new BridgeStore(options.History);
        var bridges = new BridgeService(_exchange, bridgeStore, life);
        var messageStore = new MessageStore(options.History);
        var messages = new MessageService(_exchange, ids, messageStore, new MessageEvents(_exchange, urls, post), numbers, applications, ledger);
        var keys = new Keys(_exchange, gathers, conferences, options.KeyGap);
        var voices = new Voices(_exchange);

        _ = new BxmlService(new Stage(_exchange, life, events, audio, gathers, keys, recordings, dialer, numbers, errors, _sounds));

        _userRoutes =
        [
            new CallRoutes(store, guard, life, dialer, transfers, recordings, numbers, conferenceGuard, bridges).Map,
            new CallEventRoutes(guard).Map,
            new ConferenceRoutes(_exchange, ids, conferenceGuard, conferences, numbers, post).Map,
            new MemberRoutes(conferenceGuard, conferences, store, audio, options.ConferenceMembers).Map,
            new BridgeRoutes(_exchange, ids, bridgeStore, bridges, store).Map,
            new AudioRoutes(guard, audio).Map,
            new GatherRoutes(guard, gathers).Map,
            new DtmfRoutes(guard, keys).Map,
            new RecordingRoutes(store, guard, recordings).Map,
            new MessageRoutes(_exchange, messageStore, messages, numbers).Map,
            new MediaRoutes(media).Map,
            new ApplicationRoutes(ids, applications, numbers).Map,
            new NumberRoutes(_exchange, numberDesk, numbers, applications).Map,
            new TranscriptionRoutes(store, guard, recordings, transcriptions).Map,
            new DomainRoutes(ids, sip).Map,
            new EndpointRoutes(ids, sip, applications).Map,
            new AccountRoutes(ledger).Map,
            new ErrorRoutes(errors).Map,
        ];
        _otherRoutes =
        [
            new PhoneRoutes(store, guard, life, dialer, keys, voices, new Callees(dialer, sip, applications, errors), phones).Map,
            new AvailableNumberRoutes(new NumberPool(numbers), numberDesk).Map,
            new NumberInfoRoutes(_exchange, numbers, ledger).Map,
            new ConferencePhoneRoutes(rooms, conferenceGuard).Map,
            new MessagePhoneRoutes(_exchange, messageStore, messages).Map,
            new FaultRoutes(faults).Map,
            new HistoryRoutes(store, requests, callbacks, instance, options.Speed).Map,
            new LiveRoutes(new LiveSources(instance, options.Speed, speaker.IsThere, clock, pulse, _exchange, store, new AccountView(numbers, applications, phones), requests, callbacks, inFlight)).Map,
            new ResendRoutes(callbacks, _sender).Map,
            new MediaPhoneRoutes(media).Map,
            new PageRoutes().Map,
        ];
    }

    public void Map(IEndpointRouteBuilder app)
    {
        var user = app.MapGroup("/v1/users/{userId}");
        foreach (var map in _userRoutes)
        {
            map(user, _gate);
        }

        foreach (var map in _otherRoutes)
        {
            map(app, _gate);
        }

        app.Map("/v1/{**rest}", _gate.Carrier(request => throw ApiError.NotFound("resource-not-found", $"The API has nothing at {request.Http.Method} {request.Http.Path}.")));
    }

    public void Dispose()
    {
        _exchange.Dispose();
        _sender.Dispose();
        _sounds.Dispose();
    }
}
