using System.Globalization;
using CallGrains.Simulator;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Memory;
using CallGrains.Simulator.Messages;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Telnyx;
using Exchange = CallGrains.Simulator.Clock.Exchange;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>
/// The simulated network as a world's carrier: the core of the simulator in the world's time, a carrier's dialect on
/// top, and the carrier's own adapter in each process, with memory where there are connections otherwise.
/// </summary>
internal sealed partial class NetworkCarrier : IWorldCarrier, INetworkLog, IDisposable
{
    /// <summary>Where the carrier's API would be.</summary>
    public static readonly Uri Root = new("https://carrier.example.com");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkLine> _lines = [];
    private readonly Dictionary<string, (FlowAddress Address, int Leg)> _places = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<CommandRequest> _requests = [];
    private readonly List<(CommandRequest, string)> _taken = [];
    private readonly NetworkDialect _dialect;
    private readonly Simulation _simulation;
    private readonly Accounts _accounts;

    public NetworkCarrier(World world, SimulatedCarrier carrier)
    {
        World = world;
        _dialect = NetworkDialect.Of(carrier);
        var options = new SimulatorOptions { Carrier = carrier, KeyGap = TimeSpan.Zero, SpeechProgram = "", Mp3Program = "", History = 2_000 };
        var around = new Surroundings(new NetworkTime(world.Time), world.Time, new NetworkCallbacks(this), () => new Urls(Root.AbsoluteUri.TrimEnd('/'), SimulatorOptions.UserId), this) { IsWatched = false, Ids = _dialect.Ids };
        _simulation = new Simulation(options, around, seed: 1, [], _dialect.Key);
        Routes = new RouteMatcher(_simulation.Routes());
        _accounts = Accounts.Of(this, _dialect);
        Network.Phones.HabitOf = ReactionOf;
        Network.Phones.MachineAt = number => BehaviorOf.GetValueOrDefault(number) is { Greeting: { } greeting } habits ? new AnsweringMachine(greeting, habits.Beeps) : null;
        Network.Transcriptions.WordsOf = call => Of(call).Says ?? Words;
        Core.Gathers.Started += (call, gather) => Of(call).Asked(gather);
        Core.Life.Answered += Talk;
        if (Network.Memory is { } memory)
        {
            memory.Dropped += () => IsDropped = true;
        }
    }

    public World World { get; }

    /// <summary>What failed in the network itself, first; null for nothing.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>Where requests go.</summary>
    public RouteMatcher Routes { get; }

    public Network Network => _simulation.Network;

    public Core Core => Network.Core;

    public Exchange Exchange => Network.Exchange;

    /// <summary>What is said in recordings of those who say nothing in particular.</summary>
    public string Words { get; set; } = "Call me back.";

    /// <summary>Whether the request that is handled now was there before.</summary>
    public bool IsDropped { get; set; }

    public string Name => Protocol.Carrier;

    public ICallbackProtocol Protocol => _dialect.Protocol;

    public IEnumerable<ILine> Lines => Look(() => Core.Calls.OldestFirst().Select(Of).ToList());

    public IEnumerable<IRoom> AllRooms => Look(() => Network.Rooms.NewestFirst.Reverse().Select(room => new NetworkRoom(this, room)).ToList());

    public IReadOnlyList<CommandRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<(CommandRequest Request, string What)> Taken => _taken;

    public IEnumerable<(string From, string To, string Text)> AllTexts => Look(() => Core.Messages.OldestFirst().Select(message => (message.From, message.To, message.Text)).ToList());

    public IEnumerable<(string To, Uri Media)> AllMedia =>
        Look(() => Core.Messages.OldestFirst().Where(message => !message.IsInbound).SelectMany(message => message.Media.Select(media => (message.To, new Uri(media)))).ToList());

    public Dictionary<string, CalleeBehavior> BehaviorOf { get; } = [];

    public Dictionary<string, string> Declines { get; } = [];

    public TimeSpan? TalkingTime { get; set; }

    public Func<string, bool> IsOwn { get; set; } = _ => false;

    public Action<HostProcess, CommandRequest> Leaves { get; set; } = (_, _) => { };

    public Action<CommandRequest> Declined { get; set; } = _ => { };

    public Func<int, CommandRequest, RequestFault> Fault { get; set; } = (_, _) => RequestFault.None;

    public Func<(TimeSpan Before, TimeSpan After)>? Slowness { get; set; }

    public Func<bool>? QuestionFails { get; set; }

    public Func<string, bool> Loses { get; set; } = _ => false;

    public Action<Arrival>? Takes { get; set; }

    public DeliveryPolicy PolicyOf(Command command) => _accounts.Adapter.Commands.PolicyOf(command);

    public ICarrier LinkOf(HostProcess process, TimeProvider time) => new NetworkLink(this, _dialect, process, time);

    public void Owns(params IEnumerable<string> numbers)
    {
        foreach (var number in numbers)
        {
            _accounts.Own(number, calls: IsOwn(number) ? "" : null, texts: IsOwn(number) ? "" : null);
        }
    }

    public ILine Calls(string? flow, string? presses, string from, string to)
    {
        _accounts.Own(to, calls: flow ?? "", texts: null);
        World.TraceLog.Party(from, $"dials {to}");
        return Do(() =>
        {
            var withheld = !(Address.IsNumber(from) || Address.IsSip(from));
            var order = new CallOrder(withheld && from.Length > 0 ? CallOrder.Anonymous : from, to) { WithholdsNumber = withheld };
            var line = Of(Core.Dialer.RingAt(Core.Dialer.ApplicationOf(to) ?? throw NoNumber(to), order));
            line.Presses = presses;
            return line;
        });
    }

    public void Texts(string? flow, string text, string from, string to, IReadOnlyList<Uri>? media)
    {
        _accounts.Own(to, calls: null, texts: flow ?? "");
        World.TraceLog.Party(from, $"texts \"{text}\" to {to}");
        Do(() => Core.MessageService.Receive(new MessageOrder(from, to, text, [.. (media ?? []).Select(url => url.OriginalString)]), Core.MessageService.ApplicationOf(to) ?? throw NoNumber(to)));
    }

    public bool IsTalking(ILine call, string number) => Look(() => ((NetworkLine)call).Call.Hearers().Any(other => other.Remote == number));

    public string NextId(string kind)
    {
        lock (_gate)
        {
            _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
            return string.Create(CultureInfo.InvariantCulture, $"{kind}-{_numbers[kind]}");
        }
    }

    /// <summary>What waits for a process is given to the next one, see <see cref="NetworkCallbacks"/>.</summary>
    public void DeliverAgain()
    {
    }

    public void Dispose() => _simulation.Dispose();

    public T Do<T>(Func<T> action) => Exchange.Run(action);

    public void Do(Action action) => Exchange.Run(action);

    public T Look<T>(Func<T> look) => Exchange.Look(look);

    public NetworkLine Of(Call call)
    {
        lock (_gate)
        {
            return _lines.TryGetValue(call.Id, out var line) ? line : _lines[call.Id] = New(call);
        }
    }

    /// <summary>Whose call it is: what its events have said, else what its URL says.</summary>
    public (FlowAddress Address, int Leg) PlaceOf(Call call) => PlaceOf(call.Id, call.Callback?.Url, FlowAddress.Call(call.Id));

    public (FlowAddress Address, int Leg) PlaceOf(string id, string? url, FlowAddress byDefault)
    {
        lock (_gate)
        {
            return _places.TryGetValue(id, out var place) ? place
                : url is not null && World.Tokens.TryRead(new Uri(url).Segments[^1], out var address, out var leg) ? (address, leg)
                : (byDefault, 0);
        }
    }

    /// <summary>An event says whose call or conference it is about.</summary>
    public void Places(string id, FlowAddress address, int leg)
    {
        lock (_gate)
        {
            _places[id] = (address, leg);
        }
    }

    /// <summary>A request has come in; how it goes.</summary>
    /// <param name="request">Its command.</param>
    /// <param name="isAlone">Whether there is no request that could go wrong.</param>
    public RequestFault Arrives(CommandRequest request, bool isAlone = false)
    {
        lock (_gate)
        {
            _requests.Add(request);
            var fault = isAlone ? RequestFault.None : Fault(_requests.Count, request);
            World.TraceLog.Request(request, fault);
            return fault;
        }
    }

    public void TookEffect(CommandRequest request, string what)
    {
        lock (_gate)
        {
            // What may be repeated has its effect once, however often it is asked for.
            if (PolicyOf(request.Command) != DeliveryPolicy.Repeatable || !_taken.Exists(taken => taken.Item1.Operation == request.Operation))
            {
                _taken.Add((request, what));
            }
        }
    }

    void INetworkLog.AlarmFailed(Exception failure)
    {
        World.TraceLog.Host($"the simulated network failed: {failure}");
        Broken ??= failure;
    }

    void INetworkLog.Lost(string eventType, string subject, string reason) => World.TraceLog.Host($"{eventType} of {subject} is lost: {reason}");

    void INetworkLog.NotSent(string eventType, string subject)
    {
    }

    private static ArgumentException NoNumber(string to) => new($"'{to}' is no number that an account can have; write it as +15550100, a short code as 68850.");

    private NetworkLine New(Call call)
    {
        var habits = call.IsInbound ? null : BehaviorOf.GetValueOrDefault(call.To);
        return new NetworkLine(this, call) { Presses = habits?.Presses, Says = habits?.Says };
    }

    private (TimeSpan After, string? Cause)? ReactionOf(string number, TimeSpan timeout)
    {
        var habits = BehaviorOf.GetValueOrDefault(number) ?? new CalleeBehavior();
        var cause = Declines.GetValueOrDefault(number) ?? habits.Declines;
        return cause == HangupCause.NoAnswer && habits.Declines is not null ? null : (habits.RingingTime, cause);
    }

    private void Talk(Call call)
    {
        if (call.IsInbound)
        {
            return;
        }

        World.TraceLog.Party(call.To, "answers");
        if ((BehaviorOf.GetValueOrDefault(call.To)?.TalkingTime ?? TalkingTime) is { } time)
        {
            Exchange.After(time, Of(call).HangUp);
        }
    }
}
