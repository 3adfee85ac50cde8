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
using CallGrains.Simulator.Telnyx;
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
    private readonly List<Action<RouteTable, RestGate>> _userRoutes;
    private readonly List<Action<RouteTable, RestGate>> _openRoutes;
    private readonly List<Action<RouteTable, RestGate>> _otherRoutes;

    /// <summary>The API of a carrier that is not Bandwidth; null for Bandwidth's own.</summary>
    private readonly List<Action<RouteTable, RestGate>>? _carrierRoutes;

    public Simulation(SimulatorOptions options, Surroundings around, int seed, IReadOnlyList<FaultOrder> ordered, SigningKey? key)
    {
        var (clock, wallClock, transport, urls, log) = around;
        var pulse = new Pulse();
        var traffic = around.IsWatched ? options.History : 0;
        var requests = new Ring<RequestEntry>(traffic, pulse);
        var callbacks = new Ring<CallbackEntry>(traffic, pulse);
        var inFlight = new InFlight(pulse);
        var errors = new ErrorLog(clock, options.History, seed);
        _exchange = new Exchange(clock, pulse, log);
        var faults = new FaultService(seed);
        foreach (var order in ordered)
        {
            faults.Add(order);
        }

        _sender = new CallbackSender(key is null ? new CatapultCallbacks() : new TelnyxWebhooks(key, wallClock), transport, clock, callbacks, inFlight, errors, log);
        var media = new MediaStore();
        _sounds = new SoundFiles(media, urls, options.MediaHosts);
        var catapult = new CatapultRest(new Account(SimulatorOptions.UserId, SimulatorOptions.Token, SimulatorOptions.Secret));
        var variants = new Variants(options.Variants);
        _gate = new RestGate(_exchange, SimulatorOptions.UserId, key is null ? catapult : new TelnyxRest(SimulatorOptions.TelnyxApiKey), catapult, clock, requests, errors, faults, options.Limits ? new RateLimiter(clock) : null, _sounds, variants);
        var post = new CallbackDispatcher(_exchange, _sender, faults, variants);

        var ids = around.Ids ?? (key is null ? new Ids(seed) : new TelnyxIds(seed));
        var instance = Guid.NewGuid().ToString("n");
        var store = new CallStore(options.History);
        var guard = new CallGuard(store);
        var numbers = new NumberStore();
        var applications = new ApplicationStore();
        var sip = new SipRegistry();
        var ledger = new Ledger(_exchange, ids, options.History);
        var numberDesk = new NumberService(_exchange, ids, numbers, ledger);
        var phones = new PhoneBook(sip);
        var telnyx = key is null ? null : new TelnyxDialect(_exchange, ids, post, urls, key, media, options.Speed);
        var events = new CallEvents(_exchange, ids, urls, post);
        ICallNews news = telnyx is null ? events : telnyx.News;
        var audio = new AudioPlayer(_exchange, news);
        var gathers = new GatherService(_exchange, ids, news, audio);
        var transcriptions = new TranscriptionService(_exchange, ids, news, media, ledger, faults);
        var speaker = new Speaker(SoundProgram.Find(options.SpeechProgram));
        var recordings = new RecordingService(_exchange, ids, news, media, transcriptions, faults, speaker, new Mp3Encoder(SoundProgram.Find(options.Mp3Program)));
        store.Forgotten += recordings.Forget;
        var life = new CallLifecycle(_exchange, store, news, audio, gathers, recordings);
        life.Ended += ledger.Charge;
        var dialer = new Dialer(_exchange, ids, store, news, life, numbers, applications, phones, post);
        var transfers = new TransferService(_exchange, life, dialer, audio, gathers);
        dialer.Unreachable += transfers.Divert;
        var rooms = new ConferenceStore(options.History);
        var conferences = new ConferenceService(_exchange, ids, rooms, telnyx is null ? new ConferenceEvents(_exchange, urls, post) : telnyx.Rooms, life);
        var conferenceGuard = new ConferenceGuard(rooms);
        var bridgeStore = new BridgeStore(options.History);
        var bridges = new BridgeService(_exchange, bridgeStore, life);
        var messageStore = new MessageStore(options.History);
        var messages = new MessageService(_exchange, ids, messageStore, telnyx is null ? new MessageEvents(_exchange, urls, post) : telnyx.Messages, numbers, applications, ledger);
        var keys = new Keys(_exchange, gathers, conferences, options.KeyGap);
        var voices = new Voices(_exchange);

        _ = new BxmlService(new Stage(_exchange, life, events, audio, gathers, keys, recordings, dialer, numbers, errors, _sounds));

        var core = new Core(store, life, dialer, audio, gathers, keys, recordings, media, messageStore, messages, numbers, numberDesk, applications, rooms, conferences, phones);
        Network = new Network(_exchange, core, phones, transcriptions, rooms, bridgeStore, telnyx?.Memory, telnyx?.Rooms);
        _carrierRoutes = telnyx is null ? null : [.. telnyx.Routes(core)];
        var words = key is null ? BindingWords.Bandwidth : BindingWords.Telnyx;
        _userRoutes =
        [
            new Calls.CallRoutes(store, guard, life, dialer, transfers, recordings, numbers, conferenceGuard, bridges).Map,
            new CallEventRoutes(guard).Map,
            new ConferenceRoutes(_exchange, ids, conferenceGuard, conferences, numbers, post).Map,
            new MemberRoutes(conferenceGuard, conferences, store, audio, options.ConferenceMembers).Map,
            new BridgeRoutes(_exchange, ids, bridgeStore, bridges, store).Map,
            new AudioRoutes(guard, audio).Map,
            new GatherRoutes(guard, gathers).Map,
            new DtmfRoutes(guard, keys).Map,
            new Recordings.RecordingRoutes(store, guard, recordings).Map,
            new Messages.MessageRoutes(_exchange, messageStore, messages, numbers).Map,
            new MediaRoutes(media).Map,
            new ApplicationRoutes(ids, applications, numbers).Map,
            new Numbers.NumberRoutes(_exchange, numberDesk, numbers, applications).Map,
            new TranscriptionRoutes(store, guard, recordings, transcriptions).Map,
            new DomainRoutes(ids, sip).Map,
            new EndpointRoutes(ids, sip, applications).Map,
            new Billing.AccountRoutes(ledger).Map,
            new ErrorRoutes(errors).Map,
        ];
        _openRoutes =
        [
            new AvailableNumberRoutes(new NumberPool(numbers), numberDesk).Map,
            new NumberInfoRoutes(_exchange, numbers, ledger).Map,
        ];
        _otherRoutes =
        [
            new PhoneRoutes(store, guard, life, dialer, keys, voices, new Callees(dialer, sip, applications, words, errors), phones).Map,
            new ConferencePhoneRoutes(rooms, conferenceGuard).Map,
            new MessagePhoneRoutes(_exchange, messageStore, messages, words).Map,
            new FaultRoutes(faults).Map,
            new HistoryRoutes(store, requests, callbacks, instance, options.Speed).Map,
            new ResendRoutes(callbacks, _sender).Map,
            new MediaPhoneRoutes(media).Map,
        ];
        Sources = new LiveSources(instance, options.Carrier.ToString().ToLowerInvariant(), options.Speed, speaker.IsThere, clock, pulse, _exchange, store, new AccountView(numbers, applications, phones), requests, callbacks, inFlight);
    }

    /// <summary>What happens in the network, for those who are a part of it themselves: the people of a test.</summary>
    public Network Network { get; }

    /// <summary>What a page watches.</summary>
    public LiveSources Sources { get; }

    /// <summary>All addresses of the carrier and of the phones.</summary>
    public RouteTable Routes()
    {
        var app = new RouteTable();
        MapAll(app, _otherRoutes);
        if (_carrierRoutes is not null)
        {
            MapAll(app, _carrierRoutes);
            return app;
        }

        MapAll(app.MapGroup("/v1/users/{userId}"), _userRoutes);
        MapAll(app, _openRoutes);
        app.Map("/v1/{**rest}", _gate.Carrier(request => throw ApiError.NotFound("resource-not-found", $"The API has nothing at {request.Http.Method} {request.Http.EscapedPath}.")));
        return app;
    }

    private void MapAll(RouteTable into, List<Action<RouteTable, RestGate>> routes)
    {
        foreach (var map in routes)
        {
            map(into, _gate);
        }
    }

    public void Dispose()
    {
        _exchange.Dispose();
        _sender.Dispose();
        _sounds.Dispose();
    }
}
