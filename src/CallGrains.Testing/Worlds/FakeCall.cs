using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>One call at the <see cref="FakeCarrier"/>. Speech takes a second, saving a recording half of one.</summary>
internal sealed partial class FakeCall(FakeCarrier carrier, string id, string from, string to, FlowAddress address, int leg) : ILine
{
    private CallbackLine? _line;
    private (string Id, GatherCommand Command, string Tag)? _gather;
    private (string Kind, string Tag, bool Loop)? _audio;
    private string? _recording;
    private FakeCall? _partner;

    public string Id => id;

    public string From => from;

    public string To => to;

    public bool IsRinging => State == "started";

    public IReadOnlyList<(DateTimeOffset At, string What)> Sounds => Heard;

    public (int Members, bool Mute, bool Hold)? Seat => Room?.Of(this) is { } member ? (Room.Count, member.Mute, member.Hold) : null;

    public bool IsTransferOf(ILine other) => TransferredFrom == other;

    /// <summary>Whose phone it is, seen from us.</summary>
    public string Party => IsOutbound ? to : from;

    /// <summary>The call it was transferred to or from, while both last.</summary>
    public FakeCall? Partner => _partner;

    /// <summary>The call whose transfer made this one; null for any other.</summary>
    public FakeCall? TransferredFrom { get; private set; }

    /// <summary>What was spoken and played on it, in order: sentences and file URLs.</summary>
    public List<(DateTimeOffset At, string What)> Heard { get; } = [];

    /// <summary>What the far party says in recordings; null for <see cref="FakeServices.Words"/>.</summary>
    public string? Says { get; set; }

    public FlowAddress Address => address;

    /// <summary>0 for the grain's own call, else the operation that created it.</summary>
    public int Leg => leg;

    public Uri? CallbackUrl { get; init; }

    public string? Flow { get; init; }

    public bool IsOutbound { get; init; }

    /// <summary>The same call as our other number sees it; null when it is not between two of our numbers.</summary>
    public FakeCall? OtherSide { get; set; }

    /// <summary>The conference that it was created for.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>The conference that it is in.</summary>
    public FakeConference? Room { get; set; }

    /// <summary>What the far party presses two seconds into a gather; null for nothing.</summary>
    public string? Presses { get; set; }

    /// <summary>When the far party hangs up, from the answer on; null for never.</summary>
    public TimeSpan? HangsUpAfter { get; set; }

    /// <summary>Whether the end of a greeting is told, and the machine that greets; null for no detection.</summary>
    public (bool TellsGreeting, TimeSpan? Greeting, bool Beeps)? Detection { get; init; }

    public string State { get; private set; } = "started";

    public DateTimeOffset? ActiveTime { get; private set; }

    public string? Cause { get; private set; }

    public List<CallLogEntry> Log { get; } = [];

    public List<GatherSnapshot> Gathers { get; } = [];

    public List<RecordingSnapshot> Recordings { get; } = [];

    public bool IsOver => State is "completed" or "rejected";

    /// <summary>Whether it is gathering now.</summary>
    public bool Gathering => _gather is not null;

    public bool IsRecording => _recording is not null;

    public CallbackLine Line => _line ??= new CallbackLine(carrier, address, leg, Flow);

    public CallSnapshot Snapshot => new(id, State, IsOutbound ? "out" : "in", from, to)
    {
        ActiveTime = ActiveTime,
        EndTime = IsOver ? carrier.World.Time.GetUtcNow() : null,
        RecordingEnabled = IsRecording,
    };

    // ---- what the far party does ----

    public void Press(string keys)
    {
        carrier.World.TraceLog.Party(Party, $"presses {keys}");
        var number = 0;
        foreach (var key in keys)
        {
            if (Room is { TakesKeys: true } room)
            {
                room.Press(this, key);
                continue;
            }

            Emit("dtmf", ("dtmfDigit", key.ToString()), ("press", carrier.NextId("key")), ("time", carrier.Stamp(number++)));
            if (_gather is { } gather)
            {
                Collect(gather.Id, gather.Command, key);
            }
        }
    }

    public void HangUp()
    {
        if (!IsOver)
        {
            carrier.World.TraceLog.Party(Party, "hangs up");
            End(HangupCause.NormalClearing);
        }
    }

    public void Answer()
    {
        if (State != "started")
        {
            return;
        }

        (State, ActiveTime) = ("active", carrier.World.Time.GetUtcNow());
        if (IsOutbound)
        {
            carrier.World.TraceLog.Party(Party, "answers");
        }

        Emit("answer", ("from", from), ("to", to), ("callState", "active"));
        OtherSide?.Answer();
        Detect();
        if (HangsUpAfter is { } after)
        {
            carrier.After(after, HangUp);
        }
    }

    /// <summary>Who has answered is told three seconds later, a machine's end of greeting when it is there.</summary>
    private void Detect()
    {
        if (Detection is not { } detection)
        {
            return;
        }

        After(TimeSpan.FromSeconds(3), "machine", detection.Greeting is null ? MachineResult.Human : MachineResult.Machine);
        if (detection is { TellsGreeting: true, Greeting: { } greeting })
        {
            After(greeting + TimeSpan.FromSeconds(3), "machine-greeting", detection.Beeps ? MachineGreetingResult.Beep : MachineGreetingResult.Silence);
        }

        void After(TimeSpan delay, string type, string result) => carrier.After(delay, () =>
        {
            if (!IsOver)
            {
                Emit(type, ("result", result));
            }
        });
    }

    /// <summary>Nobody answered for as long as it may ring.</summary>
    public void GiveUp()
    {
        if (State == "started")
        {
            Emit("timeout", ("from", from), ("to", to));
            End(HangupCause.NoAnswer);
        }
    }

    public void StartSilently() => State = "active";

    public void End(string cause, string state = "completed")
    {
        if (IsOver)
        {
            return;
        }

        (State, Cause) = (state, cause);
        Room?.Leave(this);
        CompleteGather(GatherReason.HungUp);
        StopAudio();
        Note("hangup", cause);
        Emit("hangup", ("from", from), ("to", to), ("callState", "completed"), ("cause", cause));
        StopRecording();
        EndPartner(cause);
        OtherSide?.End(ActiveTime is null && IsOutbound ? HangupCause.OriginatorCancel : cause);
    }

    // ---- what we ask ----

    public string? Execute(CommandRequest request)
    {
        switch (request.Command)
        {
            case AnswerCommand when State == "started":
                carrier.TookEffect("answer");
                Answer();
                return null;
            case AnswerCommand when !IsOver:
                return null;
            case RejectCommand when State == "started":
                carrier.TookEffect("reject");
                End(HangupCause.CallRejected, "rejected");
                return null;
            case HangupCommand or RejectCommand when IsOver:
                return null;
            case HangupCommand:
                carrier.TookEffect("hangup");
                End(HangupCause.NormalClearing);
                return null;
        }

        if (State != "active")
        {
            throw FakeCarrier.Failed(IsOver ? RequestEffect.Gone : RequestEffect.Refused, 403, "call-invalid-state");
        }

        switch (request.Command)
        {
            case SpeakCommand speak:
                carrier.TookEffect($"speak {speak.Sentence}");
                StartAudio("speak", BandwidthTag.Of(request), speak.Loop, speak.Sentence);
                return null;
            case PlayCommand play:
                carrier.TookEffect($"play {play.FileUrl}");
                StartAudio("playback", BandwidthTag.Of(request), play.Loop, play.FileUrl.ToString());
                return null;
            case StopAudioCommand:
                StopAudio();
                return null;
            case SendDtmfCommand dtmf:
                carrier.TookEffect($"dtmf {dtmf.Digits}");
                return null;
            case GatherCommand gather:
                return StartGather(gather, BandwidthTag.Of(request));
            case StopGatherCommand when _gather?.Id == request.GatherId:
                CompleteGather(GatherReason.Cancelled);
                return null;
            case StopGatherCommand:
                return null;
            case RecordCommand { Enabled: true } record:
                StartRecording(record.MaxDuration ?? TimeSpan.FromHours(1));
                return null;
            case RecordCommand:
                StopRecording();
                return null;
            default:
                throw new ArgumentException($"The fake carrier has no {request.Command}.");
        }
    }

    public string Transfer(TransferCommand command, Func<FakeCall> place)
    {
        if (State != "active")
        {
            throw FakeCarrier.Failed(IsOver ? RequestEffect.Gone : RequestEffect.Refused, 403, "call-invalid-state");
        }

        carrier.TookEffect($"transfer {command.To}");
        State = "transferring";
        _partner = place();
        (_partner._partner, _partner.TransferredFrom) = (this, this);
        return _partner.Id;
    }

    // ---- how it goes on ----

    public void Emit(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var e = new JsonObject { ["eventType"] = type, ["callId"] = id, ["time"] = carrier.Stamp() };
        foreach (var (name, value) in fields)
        {
            e[name] = value;
        }

        var lost = carrier.Drops(e);
        carrier.World.TraceLog.Event(e, lost);
        if (!lost)
        {
            Line.Post(e);
        }
    }

    public void Hear(string what) => Heard.Add((carrier.World.Time.GetUtcNow(), what));

    private void StartAudio(string kind, string tag, bool loop, string what)
    {
        StopAudio();
        Hear(what);
        _audio = (kind, tag, loop);
        Note("playback", "start");
        Emit(kind, ("status", "started"), ("tag", tag));
        if (!loop)
        {
            carrier.After(TimeSpan.FromSeconds(1), () => StopAudio(tag));
        }
    }

    private void StopAudio(string? only = null)
    {
        if (_audio is not { } audio || (only is not null && audio.Tag != only))
        {
            return;
        }

        _audio = null;
        Note("playback", "done");
        Emit(audio.Kind, ("status", "done"), ("tag", audio.Tag));
    }

    private void EndPartner(string cause)
    {
        if (_partner is not { } partner)
        {
            return;
        }

        (_partner, partner._partner) = (null, null);
        if (IsOutbound && ActiveTime is null)
        {
            partner.State = "active";
        }
        else
        {
            partner.End(partner.ActiveTime is null ? HangupCause.OriginatorCancel : cause);
        }
    }

    private void Note(string name, string data) => Log.Add(new CallLogEntry(name, data, carrier.World.Time.GetUtcNow()));
}
