using System.Text.Json.Nodes;

namespace CallGrains.Testing.Worlds;

/// <summary>Who does something, and to whom.</summary>
internal enum Lane
{
    /// <summary>Somebody on a phone.</summary>
    Party,

    /// <summary>The carrier.</summary>
    Carrier,

    /// <summary>The process that hosts the flows.</summary>
    Host,
}

/// <summary>One thing that happened.</summary>
internal sealed record TraceLine(DateTimeOffset At, Lane From, Lane To, string Text);

/// <summary>What happened in a world, in order, in words: the ladder of a failed test. Safe for many threads.</summary>
internal sealed class TraceLog(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<TraceLine> _lines = [];

    public DateTimeOffset Start { get; } = time.GetUtcNow();

    public IReadOnlyList<TraceLine> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Note(Lane from, Lane to, string text)
    {
        lock (_gate)
        {
            _lines.Add(new TraceLine(time.GetUtcNow(), from, to, text));
        }
    }

    public void Party(string who, string does) => Note(Lane.Party, Lane.Carrier, $"{who} {does}");

    public void Host(string does) => Note(Lane.Host, Lane.Host, does);

    public void Event(JsonObject e, bool lost)
    {
        string[] words = ["callId", "eventType", "conferenceId", "status", "state", "deliveryState", "reason", "cause", "dtmfDigit", "digits", "recordingId", "tag"];
        var told = words.Select(w => Word(w, e)).OfType<string>();
        Note(Lane.Carrier, Lane.Host, string.Join(' ', told) + Quoted(e) + (lost ? "  (lost)" : ""));
    }

    public void Event(CarrierEvent e, bool lost) => Note(Lane.Carrier, Lane.Host, Describe(e) + (lost ? "  (lost)" : ""));

    public void Request(CommandRequest request, RequestFault fault) =>
        Note(Lane.Host, Lane.Carrier, $"{request.CallId} {Describe(request.Command)}".TrimStart() + (fault == RequestFault.None ? "" : $"  ({fault})"));

    private static string? Word(string name, JsonObject e) => (string?)e[name] is not { } value ? null : name switch
    {
        "tag" => value.IndexOf('|', StringComparison.Ordinal) is var bar and >= 0 ? $"#{value[(bar + 1)..]}" : null,
        "digits" => $"\"{value}\"",
        _ => value,
    };

    private static string Quoted(JsonObject e) => (string?)e["text"] is { } text ? $" \"{text}\"" : "";

    /// <summary>An event in words.</summary>
    public static string Describe(CarrierEvent e) => string.Join(' ', new[]
    {
        (e as CallEvent)?.CallId ?? (e as ConferenceEventBase)?.ConferenceId,
        e.EventType,
        e switch
        {
            HangupEvent hangup => hangup.Cause,
            GatherEvent gather => $"{gather.Reason} \"{gather.Digits}\"",
            DtmfEvent key => key.Digit,
            CallAudioEvent audio => audio.Status,
            MachineEvent machine => machine.Result,
            MachineGreetingEvent greeting => greeting.Result,
            MessageEvent message => $"{message.State} {message.DeliveryState} \"{message.Text}\"",
            TranscriptionEvent words => $"\"{words.Text}\"",
            _ => null,
        },
        e.OperationId is { } operation ? $"#{operation}" : null,
    }.Where(word => word is { Length: > 0 }));

    /// <summary>A command in words.</summary>
    public static string Describe(Command command) => command switch
    {
        SpeakCommand speak => $"speak \"{speak.Sentence}\"",
        PlayCommand play => $"play {play.FileUrl}",
        GatherCommand gather => $"gather {Describe(gather.Prompt)}".TrimEnd(),
        TransferCommand transfer => $"transfer to {transfer.To}",
        CreateCallCommand create => $"call {create.To} from {create.From}",
        SendMessageCommand message => $"text to {message.To} \"{message.Text}\"",
        RecordCommand record => record.Enabled ? "record" : "stop recording",
        SendDtmfCommand tones => $"tones {tones.Digits}",
        _ => NameOf(command.GetType()),
    };

    private static string Describe(Prompt? prompt) => prompt is null ? "" : prompt.FileUrl?.ToString() ?? $"\"{prompt.Sentence}\"";

    private static string NameOf(Type command) => command.Name.Replace("Command", "", StringComparison.Ordinal) is var name
        ? char.ToLowerInvariant(name[0]) + name[1..]
        : "";
}
