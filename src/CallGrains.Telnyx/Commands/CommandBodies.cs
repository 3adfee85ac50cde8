using System.Text.Json.Nodes;

namespace CallGrains.Telnyx;

/// <summary>Each command as Telnyx writes it. Safe for many threads.</summary>
internal sealed class CommandBodies(TelnyxOptions options)
{
    private static readonly TimeSpan DigitWait = TimeSpan.FromSeconds(5), RingTime = TimeSpan.FromSeconds(60), LeastRing = TimeSpan.FromSeconds(5), GatherTime = TimeSpan.FromSeconds(60);

    public JsonObject Dial(CreateCallCommand command, CommandRequest request) => With(
        new JsonObject
        {
            ["connection_id"] = options.ConnectionId,
            ["from"] = command.From,
            ["to"] = command.To,
            ["timeout_secs"] = (int)Math.Ceiling(Max(command.CallTimeout ?? RingTime, LeastRing).TotalSeconds),
        },
        ("webhook_url", request.CallbackUrl?.AbsoluteUri),
        ("webhook_url_method", request.CallbackUrl is null ? null : "POST"),
        ("answering_machine_detection", Detection(command.Machines)));

    /// <summary>The premium detection tells the end of a greeting anyway.</summary>
    private string? Detection(MachineDetection? machines) => machines is null ? null
        : options.PremiumMachineDetection ? "premium"
        : machines.Greeting ? "greeting_end"
        : "detect";

    public JsonObject Message(SendMessageCommand command, CommandRequest request)
    {
        var body = With(
            new JsonObject { ["from"] = command.From, ["to"] = command.To },
            ("text", command.Text.Length > 0 ? command.Text : null),
            ("messaging_profile_id", options.MessagingProfileId),
            ("webhook_url", request.CallbackUrl?.AbsoluteUri),
            ("webhook_failover_url", request.FallbackUrl?.AbsoluteUri));
        if (command.Media is { Count: > 0 } media)
        {
            body["media_urls"] = new JsonArray([.. media.Select(url => JsonValue.Create(url.AbsoluteUri))]);
        }

        return body;
    }

    /// <summary>The action on a call, and its parameters.</summary>
    public (string Verb, JsonObject Body) Action(CommandRequest request) => request.Command switch
    {
        AnswerCommand => ("answer", []),
        RejectCommand => ("reject", new JsonObject { ["cause"] = "CALL_REJECTED" }),
        HangupCommand => ("hangup", []),
        TransferCommand transfer => ("transfer", Transfer(transfer, request)),
        BridgeCommand => ("bridge", new JsonObject { ["call_control_id"] = request.OtherCallId, ["park_after_unbridge"] = "self" }),
        SpeakCommand speak => ("speak", With(Sentence(speak.Sentence, speak.Voice), ("loop", speak.Loop ? "infinity" : null))),
        PlayCommand play => ("playback_start", With(File(play.FileUrl), ("loop", play.Loop ? "infinity" : null))),
        StopAudioCommand => ("playback_stop", new JsonObject { ["stop"] = "all" }),
        SendDtmfCommand tones => ("send_dtmf", new JsonObject { ["digits"] = tones.Digits.Replace(',', 'w') }),
        GatherCommand gather => Gather(gather),
        StopGatherCommand => ("gather_stop", []),
        RecordCommand { Enabled: false } => ("record_stop", []),
        RecordCommand record => ("record_start", Recording(record)),
        _ => throw new NotSupportedException($"{request.Command.GetType().Name} has no request at Telnyx."),
    };

    /// <summary>A sound to one member of a conference, or the end of it.</summary>
    public (string Verb, JsonObject Body) ToMember(Command command, string callId)
    {
        var (verb, body) = command switch
        {
            SpeakCommand { Loop: false } speak => ("speak", Sentence(speak.Sentence, speak.Voice)),
            PlayCommand play => ("play", With(File(play.FileUrl), ("loop", play.Loop ? "infinity" : null))),
            StopAudioCommand => ("stop", new JsonObject()),
            _ => throw new NotSupportedException($"{command.GetType().Name} has no request for a member of a conference at Telnyx."),
        };
        body["call_control_ids"] = new JsonArray(JsonValue.Create(callId));
        return (verb, body);
    }

    /// <summary>A sound to all members of a conference, or the end of it.</summary>
    public (string Verb, JsonObject Body) ToAll(Command command) => command switch
    {
        AnnounceCommand { Prompt.FileUrl: { } file } announce => ("play", With(File(file), ("loop", announce.Loop ? "infinity" : null))),
        AnnounceCommand announce => ("speak", Sentence(announce.Prompt.Sentence!, announce.Prompt.Voice)),
        StopAnnouncementCommand => ("stop", []),
        _ => throw new NotSupportedException($"{command.GetType().Name} has no request for a conference at Telnyx."),
    };

    private JsonObject Recording(RecordCommand record)
    {
        var body = new JsonObject
        {
            ["format"] = record.FileFormat ?? "wav",
            ["channels"] = "single",
            ["max_length"] = (int)Math.Ceiling((record.MaxDuration ?? TimeSpan.FromHours(1)).TotalSeconds),
        };
        if (options.TranscribeRecordings)
        {
            body["transcription"] = true;
        }

        return body;
    }

    private static JsonObject Transfer(TransferCommand command, CommandRequest request)
    {
        var body = With(
            new JsonObject { ["to"] = command.To, ["target_leg_client_state"] = new ClientState(request.Operation.Grain, request.Leg, request.Operation.Number).Encode() },
            ("from", command.CallerId is "private" ? null : command.CallerId),
            ("privacy", command.CallerId is "private" ? "id" : null),
            ("audio_url", command.Whisper?.FileUrl?.AbsoluteUri));
        return body;
    }

    /// <summary>
    /// All times are sent, so that a gather ends as the neutral one does; a prompt is heard once.
    /// </summary>
    private (string Verb, JsonObject Body) Gather(GatherCommand command)
    {
        var wait = Milliseconds(command.InterDigitTimeout ?? DigitWait);
        var (verb, body) = command.Prompt switch
        {
            null => ("gather", new JsonObject { ["initial_timeout_millis"] = wait, ["timeout_millis"] = Math.Max(Milliseconds(GatherTime), wait * ((command.MaxDigits ?? 30) + 1)) }),
            { FileUrl: { } file } => ("gather_using_audio", With(File(file))),
            var prompt => ("gather_using_speak", With(Sentence(prompt.Sentence!, prompt.Voice))),
        };
        if (command.Prompt is not null)
        {
            (body["timeout_millis"], body["maximum_tries"]) = (wait, 1);
        }

        (body["inter_digit_timeout_millis"], body["minimum_digits"], body["terminating_digit"]) = (wait, 1, command.TerminatingDigits ?? "#");
        body["maximum_digits"] = command.MaxDigits ?? 30;
        return (verb, body);
    }

    private static JsonObject File(Uri url) => new()
    {
        ["audio_url"] = url.AbsoluteUri,
        ["audio_type"] = url.AbsolutePath.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? "wav" : "mp3",
    };

    /// <summary>
    /// A voice with a dot in its name is Telnyx's; a name of another carrier's stands for the default, so that a flow
    /// runs on both.
    /// </summary>
    private JsonObject Sentence(string sentence, Voice? voice) => new()
    {
        ["payload"] = sentence,
        ["voice"] = voice?.Name?.Contains('.', StringComparison.Ordinal) == true ? voice.Name : voice?.Gender ?? options.Voice,
        ["language"] = voice?.Locale?.Replace('_', '-') ?? options.Language,
    };

    private static JsonObject With(JsonObject body, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return body;
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
