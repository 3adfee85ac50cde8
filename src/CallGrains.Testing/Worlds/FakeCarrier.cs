using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>How one request goes wrong.</summary>
public enum RequestFault
{
    /// <summary>It goes well.</summary>
    None,

    /// <summary>It never arrives, and nobody can tell.</summary>
    Lost,

    /// <summary>It has its effect, but the answer does not arrive.</summary>
    AnswerLost,

    /// <summary>It is turned away for now.</summary>
    TurnedAway,

    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>The call is over, says the carrier.</summary>
    Gone,

    /// <summary>The process dies while it is on its way, and it never arrives.</summary>
    CrashBefore,

    /// <summary>It has its effect, and the process dies before the answer arrives.</summary>
    CrashAfter,

    /// <summary>The adapter itself fails.</summary>
    Bug,
}

/// <summary>
/// A carrier in memory, with calls that live in virtual time. It does as the fact sheet says, and goes wrong on order.
/// </summary>
internal sealed partial class FakeCarrier(World world)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeCall> _calls = [];
    private readonly Dictionary<string, int> _numbers = [];
    private CommandRequest? _executing;

    /// <summary>Every request, in the order of arrival, the ones that went wrong too.</summary>
    public List<CommandRequest> Requests { get; } = [];

    /// <summary>What took effect, in order.</summary>
    public List<string> Effects { get; } = [];

    /// <summary>What took effect because of a request, in order.</summary>
    public List<(CommandRequest Request, string What)> Taken { get; } = [];

    /// <summary>Told of each request when a process sends it.</summary>
    public Action<HostProcess, CommandRequest> Leaves { get; set; } = (_, _) => { };

    /// <summary>How long a request takes to arrive, and how long its answer; null for no time.</summary>
    public Func<(TimeSpan Before, TimeSpan After)>? Slowness { get; set; }

    /// <summary>Whether the next question fails.</summary>
    public Func<bool>? QuestionFails { get; set; }

    /// <summary>Questions, in order.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>Callbacks that were sent and acknowledged.</summary>
    public List<(JsonObject Event, Receipt Receipt)> Acknowledged { get; } = [];

    /// <summary>How request number n (from 1) goes.</summary>
    public Func<int, CommandRequest, RequestFault> Fault { get; set; } = (_, _) => RequestFault.None;

    /// <summary>Callbacks that are never sent.</summary>
    public Func<JsonObject, bool> Drops { get; set; } = _ => false;

    /// <summary>Whether it finds out who answers, which Catapult cannot.</summary>
    public bool DetectsMachines { get; set; }

    /// <summary>Whether the log of a call names its gathers.</summary>
    public bool LogsGathers { get; set; }

    /// <summary>Whether questions fail.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>The bytes of a recording's file at try number n (from 1); null when it is not found.</summary>
    public Func<string, int, byte[]?> Files { get; set; } = (_, _) => [1, 2, 3];

    /// <summary>Whether the answers with files name no size.</summary>
    public bool HidesLengths { get; set; }

    /// <summary>How the next request for a recording's file goes.</summary>
    public Func<string, RequestFault> FileFault { get; set; } = _ => RequestFault.None;

    /// <summary>Whom nobody answers for: the cause of the hang-up.</summary>
    public Dictionary<string, string> Declines { get; } = [];

    /// <summary>How those behave whom we call; others answer after two seconds.</summary>
    public Dictionary<string, CalleeBehavior> BehaviorOf { get; } = [];

    /// <summary>How long those talk whom a transfer or a call reaches; null for as long as the call lasts.</summary>
    public TimeSpan? TalkingTime { get; set; }

    /// <summary>Texts, bridges and transcriptions.</summary>
    public FakeServices Desk => field ??= new FakeServices(this);

    /// <summary>Conferences.</summary>
    public FakeConferences Rooms => field ??= new FakeConferences(this);

    /// <summary>
    /// Which numbers are ours, so that whoever calls or texts one of them comes in here again; none by default.
    /// </summary>
    public Func<string, bool> IsOwn { get; set; } = _ => false;

    public IEnumerable<FakeCall> Calls => _calls.Values;

    public World World => world;

    /// <summary>Somebody calls one of our numbers.</summary>
    public FakeCall Dials(string? flow = "script", string? presses = null, string from = "+15550001", string to = "+15550100")
    {
        lock (_gate)
        {
            var id = NextId("c");
            var call = Add(new FakeCall(this, id, from, to, FlowAddress.Call(id), leg: 0) { Flow = flow, Presses = presses });
            world.TraceLog.Party(from, $"dials {to}");
            call.Emit("incomingcall", ("from", from), ("to", to), ("callState", "active"), ("applicationId", "a-1"));
            return call;
        }
    }

    /// <summary>A call that is up, and of which nothing has been told: the test does that.</summary>
    public void Knows(string id)
    {
        lock (_gate)
        {
            Add(new FakeCall(this, id, "+15550001", "+15550100", FlowAddress.Call(id), leg: 0)).StartSilently();
        }
    }

    public bool Got<TCommand>(int times = 1)
        where TCommand : Command
    {
        lock (_gate)
        {
            return Requests.Count(r => r.Command is TCommand) >= times;
        }
    }

    public async Task<string?> SendAsync(CommandRequest request, HostProcess process)
    {
        RequestFault fault;
        lock (_gate)
        {
            Requests.Add(request);
            fault = Fault(Requests.Count, request);
            world.TraceLog.Request(request, fault);
        }

        await ArriveAsync(fault, process);
        var id = Carry(request);
        if (fault == RequestFault.CrashAfter)
        {
            process.Die();
        }

        return fault == RequestFault.AnswerLost ? throw Failed(RequestEffect.InDoubt, 502, "bad-gateway") : id;
    }

    public Task<CallSnapshot?> GetCallAsync(string callId) => Ask($"call {callId}", () => _calls.GetValueOrDefault(callId)?.Snapshot);

    public Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl) =>
        Ask($"find {to}", () => _calls.Values.FirstOrDefault(c => c.To == to && c.CallbackUrl == callbackUrl)?.Snapshot);

    public Task<string?> FindCreatedAsync(CommandRequest request) => Ask($"created by {request.Command}", () => Desk.Find(request));

    public Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId) => Ask($"conference {conferenceId}", () => Rooms.Find(conferenceId)?.Snapshot);

    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId) => Ask($"transcription of {recordingId}", () => Desk.Transcription(recordingId));

    public Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId) =>
        Ask<IReadOnlyList<CallLogEntry>>($"events {callId}", () => [.. _calls.GetValueOrDefault(callId)?.Log ?? []]);

    public Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId) =>
        Ask($"gather {gatherId}", () => _calls.GetValueOrDefault(callId)?.Gathers.FirstOrDefault(g => g.Id == gatherId));

    public Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId) =>
        Ask<IReadOnlyList<RecordingSnapshot>>($"recordings {callId}", () => [.. _calls.GetValueOrDefault(callId)?.Recordings ?? []]);

    public async Task<RecordingMedia> OpenRecordingAsync(string recordingId, HostProcess process)
    {
        var question = $"file of {recordingId}";
        var bytes = await Ask(question, () => Files(recordingId, Questions.Count(q => q == question)));
        var fault = FileFault(recordingId);
        await ArriveAsync(fault, process);
        if (fault == RequestFault.CrashAfter)
        {
            process.Die();
        }

        return bytes is null || fault == RequestFault.AnswerLost
            ? throw Failed(RequestEffect.None, 404, "media-not-found")
            : new RecordingMedia(new MemoryStream(bytes), new Uri($"https://carrier.example.com/media/{recordingId}.wav"), HidesLengths ? null : bytes.Length, "audio/wav");
    }

    /// <summary>Sends again what was not acknowledged: the process it was sent to has died.</summary>
    public void DeliverAgain()
    {
        foreach (var call in _calls.Values.ToList())
        {
            call.Line.DeliverAgain();
        }

        Desk.DeliverAgain();
        Rooms.DeliverAgain();
    }

    public string NextId(string kind)
    {
        lock (_gate)
        {
            _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
            return $"{kind}-{_numbers[kind]}";
        }
    }

    public void TookEffect(string what)
    {
        lock (_gate)
        {
            Effects.Add(what);
            if (_executing is { } request)
            {
                Taken.Add((request, what));
            }
        }
    }

    /// <summary>
    /// Whether the carrier's clock never shows a whole second: then nothing that comes twice is taken for two
    /// (docs/decisions/0110).
    /// </summary>
    public bool HasFineClock { get; set; }

    /// <summary>The time of an event, as this carrier writes it.</summary>
    /// <param name="after">How many milliseconds from now.</param>
    public string Stamp(int after = 0)
    {
        var now = world.Time.GetUtcNow().AddMilliseconds(after);
        return (HasFineClock && now.Ticks % TimeSpan.TicksPerSecond == 0 ? now.AddMilliseconds(1) : now).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }

    public void After(TimeSpan delay, Action action) => world.Time.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);

    public static CarrierException Failed(RequestEffect effect, int status, string code) =>
        new(new CarrierError(status, "test", code, $"on the test's order: {effect}"), effect);

    /// <summary>Whether a call can talk to a number: by a transfer, or over a bridge.</summary>
    public bool IsTalking(FakeCall call, string number) => Calls.Any(o =>
        o.Party == number && o is { ActiveTime: not null, IsOver: false }
        && (o.Partner == call || (Desk.BridgeOf(call) is { } bridge && Desk.BridgeOf(o) == bridge)));

    /// <summary>A request goes wrong on its way here, or does not.</summary>
    private static async Task ArriveAsync(RequestFault fault, HostProcess process)
    {
        switch (fault)
        {
            case RequestFault.Lost:
                throw Failed(RequestEffect.InDoubt, 0, "no-answer");
            case RequestFault.TurnedAway:
                throw Failed(RequestEffect.None, 429, "rate-limit");
            case RequestFault.Refused:
                throw Failed(RequestEffect.Refused, 400, "invalid-property");
            case RequestFault.Gone:
                throw Failed(RequestEffect.Gone, 403, "call-invalid-state");
            case RequestFault.Bug:
                throw new InvalidOperationException("a bug in the adapter");
            case RequestFault.CrashBefore:
                process.Die();
                await process.LiveAsync();
                break;
        }
    }

    private FakeCall Add(FakeCall call) => _calls[call.Id] = call;

    private string? Carry(CommandRequest request)
    {
        lock (_gate)
        {
            _executing = request;
            try
            {
                return Execute(request);
            }
            finally
            {
                _executing = null;
            }
        }
    }

    private string? Execute(CommandRequest request)
    {
        lock (_gate)
        {
            if (request.Command is CreateCallCommand create)
            {
                TookEffect($"call {create.To}");
                return Place(create.From, create.To, request.CallbackUrl!, create.CallTimeout, create.ConferenceId, create.Machines).Id;
            }

            if (request.Command is CreateConferenceCommand or ConferenceCommand or ChangeMemberCommand)
            {
                return Rooms.Execute(request, id => _calls.GetValueOrDefault(id));
            }

            if (Desk.Execute(request, id => _calls[id]) is { } made)
            {
                return made;
            }

            var call = _calls.GetValueOrDefault(request.CallId!) ?? throw Failed(RequestEffect.Gone, 404, "call-not-found");
            return request.Command is TransferCommand transfer
                ? call.Transfer(transfer, () => Place(call.To, transfer.To, request.CallbackUrl!))
                : call.Execute(request);
        }
    }

    private FakeCall Place(string from, string to, Uri callbackUrl, TimeSpan? timeout = null, string? conference = null, MachineDetection? machines = null)
    {
        World.Tokens.TryRead(callbackUrl.Segments[^1], out var address, out var leg);
        var habits = BehaviorOf.GetValueOrDefault(to) ?? new CalleeBehavior();
        var call = Add(new FakeCall(this, NextId("c"), from, to, address, leg)
        {
            CallbackUrl = callbackUrl,
            IsOutbound = true,
            ConferenceId = conference,
            HangsUpAfter = habits.TalkingTime ?? TalkingTime,
            Detection = machines is null ? null : (machines.Greeting, habits.Greeting, habits.Beeps),
            Presses = habits.Presses,
            Says = habits.Says,
        });
        if (IsOwn(to) && !BehaviorOf.ContainsKey(to))
        {
            Ring(call, from, to, timeout ?? CalleeBehavior.LongestRinging);
        }
        else if ((Declines.GetValueOrDefault(to) ?? habits.Declines) is not { } cause)
        {
            After(habits.RingingTime, call.Answer);
        }
        else if (cause == HangupCause.NoAnswer && habits.Declines is not null)
        {
            After(timeout ?? CalleeBehavior.LongestRinging, call.GiveUp);
        }
        else
        {
            After(habits.RingingTime, () => call.End(cause));
        }

        return call;
    }

    /// <summary>
    /// A call of ours that comes in at another of our numbers: the two are one call, seen from both sides.
    /// </summary>
    private void Ring(FakeCall call, string from, string to, TimeSpan timeout)
    {
        var id = NextId("c");
        var other = Add(new FakeCall(this, id, from, to, FlowAddress.Call(id), leg: 0) { OtherSide = call });
        call.OtherSide = other;
        After(TimeSpan.FromMilliseconds(100), () => other.Emit("incomingcall", ("from", from), ("to", to), ("callState", "active"), ("applicationId", "a-1")));
        After(timeout, call.GiveUp);
    }

    private Task<T> Ask<T>(string question, Func<T> answer)
    {
        lock (_gate)
        {
            Questions.Add(question);
            return IsUnreachable || QuestionFails?.Invoke() == true ? throw Failed(RequestEffect.InDoubt, 503, "unreachable") : Task.FromResult(answer());
        }
    }
}
