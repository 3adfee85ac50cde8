using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Telnyx on top of the simulator's core: the parts that a core needs before it is made, and the routes over it.
/// </summary>
internal sealed class TelnyxDialect
{
    private readonly Exchange _exchange;
    private readonly Ids _ids;
    private readonly OptOuts _optOuts = new();
    private readonly RecordingLinks _links;
    private readonly SigningKey _key;

    public TelnyxDialect(Exchange exchange, Ids ids, CallbackDispatcher post, Func<Urls> urls, SigningKey key, MediaStore media, double speed)
    {
        (_exchange, _ids, _key) = (exchange, ids, key);
        _links = new RecordingLinks(exchange, urls, key, media);
        Memory = new CommandMemory(exchange, speed);
        News = new CallNews(exchange, ids, post, _links);
        Rooms = new RoomNews(exchange, ids, post, News);
        Messages = new TelnyxMessageNews(exchange, ids, post, _optOuts);
    }

    public CallNews News { get; }

    public RoomNews Rooms { get; }

    public CommandMemory Memory { get; }

    public TelnyxMessageNews Messages { get; }

    public IEnumerable<Action<RouteTable, RestGate>> Routes(Core core)
    {
        var sounds = new SoundQueue(core.Audio, News);
        var gathering = new Gathering(_exchange, core.Gathers, sounds, News);
        var joining = new Joining(_exchange, core.Life, core.Dialer, core.Audio, sounds, gathering, News);
        var memory = Memory;
        var account = new AccountRoutes(_exchange, _ids, core.Applications, core.Numbers);
        return
        [
            account.Map,
            new NumberRoutes(_exchange, _ids, core.NumberService, core.Numbers, account).Map,
            new CallRoutes(_exchange, _ids, core.Calls, core.Life, core.Dialer, joining, core.Keys, core.Audio, core.Numbers, account, News, memory, new Detection(_exchange, core.Phones, News)).Map,
            new ActionRoutes(_ids, core.Calls, core.Life, core.Recordings, sounds, gathering, joining, core.Keys, News, memory).Map,
            new RecordingRoutes(core.Calls, core.Recordings, core.Media, _links, News).Map,
            new MessageRoutes(_exchange, core.Messages, core.MessageService, core.Numbers, core.Applications, account, _optOuts).Map,
            new RoomRoutes(_exchange, _ids, core, joining, News, Rooms, memory).Map,
            _links.Map,
            new AccountPhoneRoutes(_key).Map,
            (app, gate) =>
            {
                foreach (var path in new[] { "/v2/queues/{**rest}", "/v2/webhook_deliveries/{**rest}" })
                {
                    app.Map(path, gate.Carrier(request => throw ApiError.NotSimulated($"{request.Http.Method} {request.Http.Path}")));
                }

                app.Map("/v2/{**rest}", gate.Carrier(_ => throw TelnyxErrors.NotFound()));
            },
        ];
    }
}
