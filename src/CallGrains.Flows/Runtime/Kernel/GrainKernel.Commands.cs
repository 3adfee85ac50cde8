using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <content>What is done by command of the control API: calls for later, texts, conversations.</content>
internal sealed partial class GrainKernel
{
    /// <summary>Whether the call is to be placed later: its flow has not begun.</summary>
    public bool IsScheduled { get; private set; }

    /// <summary>A call for later: its flow begins when the host's timer fires.</summary>
    private JournalEntry[] Scheduled(BeginEntry begin, DateTimeOffset at) =>
    [
        begin with { Version = JournalFormat.ScheduleVersion, PlaceAt = at },
        new DecisionEntry([new TimerDecided((int)-(Sequence + 2), at)]) { ByHost = true },
    ];

    /// <summary>
    /// The time has come: the beginning, and the signals that have come since, are the flow's news now.
    /// </summary>
    private void BeginScheduled(TimerEntry entry)
    {
        IsScheduled = false;
        _news = entry.Sequence;
        for (var i = 0; i < _inputs.Count; i++)
        {
            _inputs[i] = _inputs[i] with { Sequence = entry.Sequence, At = entry.At };
        }
    }

    /// <summary>The call is not to be placed at all.</summary>
    private void CancelScheduled(HangUpEntry entry)
    {
        (IsScheduled, Completed) = (false, true);
        Projection.Main.End("CANCELLED", entry.At);
        _inputs.Clear();
        _pending.Drop();
    }

    /// <summary>
    /// What the host does by command: it needs no flow, and a flow is not told. The entry keeps the sending from being
    /// taken twice.
    /// </summary>
    private (Receipt, JournalAppend?) AcceptForHost(Signal signal, DateTimeOffset now) =>
        _signals?.ContainsKey(signal.Id) is true ? (new Receipt(Disposition.Duplicate, $"'{signal.Id}' was here before"), null)
        : signal.Name switch
        {
            SignalNames.Speak => AcceptSpeak(signal, now),
            SignalNames.Retry => AcceptRetry(signal, now),
            SignalNames.Redirect => AcceptRedirect(signal, now),
            _ => AcceptText(signal, now),
        };

    private (Receipt, JournalAppend?) AcceptText(Signal signal, DateTimeOffset now)
    {
        if (ThreadSubject.Sides(Address) is not { } sides || signal.Value?.Deserialize<TextMessage>(JsonSerializerOptions.Web) is not { } text)
        {
            return (new Receipt(Disposition.Unclaimed, "texts are for message threads"), null);
        }

        if (Projection is ThreadProjection { IsStopped: true })
        {
            return (new Receipt(Disposition.Late, TextsAreStopped), null);
        }

        var send = new CommandDecided((int)-(Sequence + 2), new SendMessageCommand(sides.Own, sides.Peer, text.Text) { Media = text.Media, Carrier = text.Carrier }) { Tag = text.Tag };
        var taken = new SignalEntry(signal.Id, signal.Name, Disposition.Accepted) { Value = signal.Value?.Clone(), By = signal.By };
        return (new Receipt(Disposition.Accepted), Append([taken, new DecisionEntry([send]) { ByHost = true }], now));
    }

    private string? RefusalToBegin(Signal signal) =>
        Address.Kind != GrainKind.Thread ? "conversations are for message threads"
        : Projection is ThreadProjection { IsStopped: true } ? TextsAreStopped
        : signal.Flow is { } flow && flow != Begin?.Flow ? $"flow '{Begin?.Flow}' answers in this thread, for good"
        : null;

    private const string TextsAreStopped = "the other side has stopped texts (STOP), and has not sent START since";
}

/// <summary>What <see cref="SignalNames.Text"/> carries.</summary>
internal sealed record TextMessage(string Text, IReadOnlyList<Uri>? Media = null, string? Tag = null, string? Carrier = null);
