namespace CallGrains.Benchmarks.Load;

/// <summary>
/// One order being carried out. Latencies count from the time a callback was to be sent: the moment its call was due to
/// begin, or the carrier's pause after what led to it was over. A server that stalls makes callbacks queue here, and
/// the queueing counts. Guarded by one lock.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    /// <summary>Calls that are to stay come about so many at a time.</summary>
    private const int HeldAtOnce = 256;

    private readonly LoadOrder _order;
    private readonly Lock _gate;
    private readonly CallNames _names;
    private readonly CallbackText _text;
    private readonly List<CallbackLine> _lines = [];
    private readonly Stack<CallbackLine> _free = new();
    private readonly Queue<LoadCall> _waiting = new();
    private readonly PriorityQueue<LoadCall, long> _pausing = new();
    private readonly Dictionary<long, LoadCall> _calls = [];
    private readonly Random _random = new(7);
    private readonly LoadTally _tally;
    private long _begun;
    private long _held;
    private long _nextStart;

    public LoadRun(LoadOrder order, string name, Lock gate)
    {
        (_order, _gate, _names, _text, _tally) = (order, gate, new CallNames(name), new CallbackText(order.Target), new LoadTally(order));
        for (var i = 0; i < order.Connections; i++)
        {
            _lines.Add(CallbackLine.Open(order.Target, this, gate));
        }
    }

    private static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>
    /// Who sends no commands has no calls, only callbacks: what is under way at the end of a closed loop need not come
    /// to its end.
    /// </summary>
    private bool MayLeave => _order is { Mode: LoadMode.Closed, Commands: false };

    private bool IsHold => _order.Mode == LoadMode.Hold;

    /// <summary>Carries it out.</summary>
    public async Task<LoadResult> RunAsync()
    {
        lock (_gate)
        {
            _lines.ForEach(_free.Push);
            _nextStart = _tally.Begin(Now);
            Begin(_nextStart);
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_order.Mode == LoadMode.Open ? 1 : 5));
        while (await timer.WaitForNextTickAsync())
        {
            lock (_gate)
            {
                var now = Now;
                Begin(now);
                SendDue(now);
                if (IsDone(now))
                {
                    return _tally.Result(now, IsHold ? _held : MayLeave ? 0 : _calls.Count);
                }
            }
        }

        throw new InvalidOperationException("The timer has stopped.");
    }

    public void Dispose() => _lines.ForEach(line => line.Dispose());

    /// <summary>The call of a leg; null for one of another run.</summary>
    public LoadCall? Find(string id) => _names.NumberOf(id) is { } number ? _calls.GetValueOrDefault(number) : null;

    /// <summary>The host has sent a command.</summary>
    public void CommandArrived(LoadCall? call, CommandKind command, ReadOnlySpan<byte> body)
    {
        if (call is null || !call.Arrived(command))
        {
            return;
        }

        var now = Now;
        _tally.Commanded(call.Intended, now);
        call.Tag = CommandBody.Text(body, "\"tag\":\""u8) ?? call.Tag;
        call.AgentPath = CommandBody.Text(body, "\"callbackUrl\":\""u8) is { } url ? new Uri(url).AbsolutePath : call.AgentPath;
        Go(call, now);
    }

    /// <summary>The target has answered a callback.</summary>
    public void Answered(CallbackLine? line, LoadCall call, string? error)
    {
        var now = Now;
        _tally.Acknowledged(call.Intended, now, error);
        call.Acknowledged();
        if (error is not null || (call.IsOver && !IsHold))
        {
            _calls.Remove(call.Number);
            _tally.Ended(now, error);
        }

        _held += call.IsOver && IsHold ? 1 : 0;
        if (call.IsOver && (IsHold || (_order.Mode == LoadMode.Closed && !_tally.IsOver(now))))
        {
            Start(now);
        }

        Go(call, now);
        if (line is not null)
        {
            Next(line);
        }
    }

    /// <summary>Begins the calls that are due.</summary>
    private void Begin(long now)
    {
        if (_order.Mode == LoadMode.Open)
        {
            for (; _nextStart <= now && !_tally.IsOver(_nextStart); _nextStart += (long)(TimeProvider.System.TimestampFrequency / _order.Rate))
            {
                Start(_nextStart);
            }
        }
        else if (_begun == 0)
        {
            for (var i = 0; i < (IsHold ? Math.Min(_order.Calls, HeldAtOnce) : _order.Calls); i++)
            {
                Start(now);
            }
        }
    }

    private void Start(long due)
    {
        if (IsHold && _begun == _order.Calls)
        {
            return;
        }

        var call = new LoadCall(_begun++, _names, _order.Talk ? CallScript.Talk : CallScript.Menu);
        if (!_order.Commands)
        {
            call.ExpectNothing();
        }

        _calls.Add(call.Number, call);
        Send(call, due);
    }

    /// <summary>Sends what comes next in a call, now or after the carrier's pause.</summary>
    private void Go(LoadCall call, long now)
    {
        if (!call.IsReady)
        {
            return;
        }

        if (_order.Pause == 0)
        {
            Send(call, now);
            return;
        }

        call.IsUnderWay = true;
        call.Due = now + (long)(TimeProvider.System.TimestampFrequency * _order.Pause * (0.5 + (0.5 * _random.NextDouble())) / 1000);
        _pausing.Enqueue(call, call.Due);
    }

    private void SendDue(long now)
    {
        while (_pausing.TryPeek(out var call, out var due) && due <= now)
        {
            _pausing.Dequeue();
            Send(call, due);
        }
    }

    private void Send(LoadCall call, long intended)
    {
        call.IsUnderWay = true;
        call.Intended = intended;
        if (_free.TryPop(out var line))
        {
            line.Send(call, _text);
        }
        else
        {
            _waiting.Enqueue(call);
        }
    }

    private void Next(CallbackLine line)
    {
        if (_waiting.TryDequeue(out var call))
        {
            line.Send(call, _text);
        }
        else
        {
            _free.Push(line);
        }
    }

    private bool IsDone(long now) => IsHold
        ? _held == _order.Calls || _tally.IsLate(now)
        : _tally.IsOver(now) && (_calls.Count == 0 || MayLeave || _tally.IsLate(now));
}
