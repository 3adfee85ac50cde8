namespace CallGrains.Testing.Worlds;

/// <summary>The carrier of a world, as people, tests and the fuzzer's checks meet it.</summary>
internal interface IWorldCarrier
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>What its callbacks say.</summary>
    ICallbackProtocol Protocol { get; }

    /// <summary>What failed in the carrier itself, first; null for nothing.</summary>
    Exception? Broken => null;

    /// <summary>All calls, oldest first.</summary>
    IEnumerable<ILine> Lines { get; }

    /// <summary>All conferences, oldest first.</summary>
    IEnumerable<IRoom> AllRooms { get; }

    /// <summary>Every request that came in, in order, the ones that went wrong too.</summary>
    IReadOnlyList<CommandRequest> Requests { get; }

    /// <summary>What took effect because of a request, in order.</summary>
    IReadOnlyList<(CommandRequest Request, string What)> Taken { get; }

    /// <summary>Texts to us and from us, in order.</summary>
    IEnumerable<(string From, string To, string Text)> AllTexts { get; }

    /// <summary>Pictures and files from us, in order.</summary>
    IEnumerable<(string To, Uri Media)> AllMedia { get; }

    /// <summary>How those behave whom we call; others answer after two seconds.</summary>
    Dictionary<string, CalleeBehavior> BehaviorOf { get; }

    /// <summary>Whom nobody answers for: the cause of the hang-up.</summary>
    Dictionary<string, string> Declines { get; }

    /// <summary>How long those talk whom a transfer or a call reaches; null for as long as the call lasts.</summary>
    TimeSpan? TalkingTime { get; set; }

    /// <summary>Which numbers are ours, so that whoever calls or texts one of them comes in here again.</summary>
    Func<string, bool> IsOwn { get; set; }

    /// <summary>Told of each request when a process sends it.</summary>
    Action<HostProcess, CommandRequest> Leaves { get; set; }

    /// <summary>How request number n (from 1) goes.</summary>
    Func<int, CommandRequest, RequestFault> Fault { get; set; }

    /// <summary>Told of each request that the carrier itself has refused, so that it had no effect.</summary>
    Action<CommandRequest> Declined { get; set; }

    /// <summary>How long a request takes to arrive, and how long its answer; null for no time.</summary>
    Func<(TimeSpan Before, TimeSpan After)>? Slowness { get; set; }

    /// <summary>Whether the next question fails.</summary>
    Func<bool>? QuestionFails { get; set; }

    /// <summary>Which events are never told, by their type.</summary>
    Func<string, bool> Loses { get; set; }

    /// <summary>Takes the callbacks instead of the processes; null for nobody.</summary>
    Action<Arrival>? Takes { get; set; }

    /// <summary>What is done about a command that may have come, or not.</summary>
    DeliveryPolicy PolicyOf(Command command);

    /// <summary>A process' way to it.</summary>
    ICarrier LinkOf(HostProcess process, TimeProvider time);

    /// <summary>These numbers are on the account; calls and texts to those that a flow is bound to come in.</summary>
    void Owns(params IEnumerable<string> numbers);

    /// <summary>Somebody calls one of our numbers.</summary>
    ILine Calls(string? flow, string? presses, string from, string to);

    /// <summary>Somebody writes to one of our numbers.</summary>
    void Texts(string? flow, string text, string from, string to, IReadOnlyList<Uri>? media);

    /// <summary>Whether a call can talk to a number: by a transfer, or over a bridge.</summary>
    bool IsTalking(ILine call, string number);

    string NextId(string kind);

    /// <summary>Sends again what was not acknowledged: the process it was sent to has died.</summary>
    void DeliverAgain();
}

/// <summary>One call, as the far party and the checks see it.</summary>
internal interface ILine
{
    string Id { get; }

    string From { get; }

    string To { get; }

    /// <summary>Whose phone it is, seen from us.</summary>
    string Party { get; }

    FlowAddress Address { get; }

    /// <summary>0 for the grain's own call, else the operation that created it.</summary>
    int Leg { get; }

    string State { get; }

    /// <summary>Whether it rings still.</summary>
    bool IsRinging { get; }

    bool IsOver { get; }

    bool IsOutbound { get; }

    bool IsRecording { get; }

    DateTimeOffset? ActiveTime { get; }

    string? Cause { get; }

    /// <summary>What was spoken and played on it, in order: sentences and file URLs.</summary>
    IReadOnlyList<(DateTimeOffset At, string What)> Sounds { get; }

    /// <summary>What the far party says in recordings; null for the usual.</summary>
    string? Says { get; set; }

    /// <summary>Its place in a conference; null when it is in none.</summary>
    (int Members, bool Mute, bool Hold)? Seat { get; }

    /// <summary>Whether a transfer of another call made it.</summary>
    bool IsTransferOf(ILine other);

    void Press(string keys);

    void HangUp();
}

/// <summary>One conference, as the checks see it.</summary>
internal interface IRoom
{
    string Id { get; }

    FlowAddress Address { get; }

    int Leg { get; }

    bool IsOver { get; }

    /// <summary>How many are in it.</summary>
    int Count { get; }

    /// <summary>All that ever were in it.</summary>
    IReadOnlyList<(string Id, string CallId)> Everybody { get; }
}
