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

/// <summary>One thing that happened; put into words when somebody reads it.</summary>
internal sealed class TraceLine(DateTimeOffset at, Lane from, Lane to, Func<string> words)
{
    public DateTimeOffset At => at;

    public Lane From => from;

    public Lane To => to;

    public string Text => field ??= words();
}

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

    public void Party(string who, string does) => Note(Lane.Party, Lane.Carrier, () => $"{who} {does}");

    public void Host(string does) => Note(Lane.Host, Lane.Host, () => does);

    public void Event(JsonObject e, bool lost) => Note(Lane.Carrier, Lane.Host, () => Describe(e) + (lost ? "  (lost)" : ""));

    public void Event(CarrierEvent e, bool lost) => Note(Lane.Carrier, Lane.Host, () => Describe(e) + (lost ? "  (lost)" : ""));

    public void Request(CommandRequest request, RequestFault fault) =>
        Note(Lane.Host, Lane.Carrier, () => $"{request.CallId} {Describe(request.Command)}".TrimStart() + (fault == RequestFault.None ? "" : $"  ({fault})"));

    private void Note(Lane from, Lane to, Func<string> words)
    {
        lock (_gate)
        {
            _lines.Add(new TraceLine(time.GetUtcNow(), from, to, words));
        }
    }

    private static string Describe(JsonObject e)
    {
        string[] words = ["callId", "eventType", "conferenceId", "status", "state", "deliveryState", "reason", "cause", "dtmfDigit", "digits", "recordingId", "tag"];
        return string.Join(' ', words.Select(w => Word(w, e)).OfType<string>()) + Quoted(e);
    }

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
        AnnounceCommand announce => $"announce {Describe(announce.Prompt)}",
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
