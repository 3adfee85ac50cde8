namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>
/// What makes a carrier's event one of its kind: worked out here from what the carrier means by it, not from what the
/// kernel thinks.
/// </summary>
internal static class EventIdentity
{
    /// <summary>Two accepted events with the same identity are one event that reached the flow twice.</summary>
    public static string Of(CarrierEvent e, int leg) => e switch
    {
        GatherEvent g => $"{leg} gather {g.OperationId} {(g.OperationId is null ? g.GatherId : null)}",
        DtmfEvent d => $"{leg} dtmf {d.CallId} {d.Digit} {d.Time?.Ticks} {d.Extra.GetValueOrDefault("press")}",
        CallAudioEvent a => $"{leg} {a.EventType} {a.CallId} {a.OperationId} {a.Tag} {TimeOf(a)} {(a.IsDone ? "done" : "started")}",
        RecordingEvent r => $"recording {r.RecordingId}",
        TranscriptionEvent t => $"transcription {t.RecordingId ?? t.TranscriptionId}",
        ConferenceMemberEvent { HasLeft: true } m => $"member {m.MemberId} left",
        ConferenceMemberEvent m => $"member {m.MemberId} mute {m.Mute} hold {m.Hold} {m.Time?.Ticks}",
        ConferenceEvent c => $"{leg} {c.ConferenceId} {c.Status}",
        ConferenceAudioEvent a => $"{leg} {a.EventType} {a.OperationId} {a.Tag} {TimeOf(a)} {(a.IsDone ? "done" : "started")}",
        MessageEvent m => $"{m.Direction} text {m.MessageId} {m.State} {m.DeliveryState}",
        CallEvent c => $"{leg} {c.EventType} {c.CallId}",
        _ => $"{leg} {e.EventType} {e.Time?.Ticks}",
    };

    /// <summary>
    /// Whether nothing but a time tells it from another of its kind: then a second one may be a second press, of which
    /// a carrier tells in whole seconds (docs/decisions/0110), or another sound that began at once.
    /// </summary>
    public static bool IsInDoubt(CarrierEvent e) => e is ConferenceAudioEvent { OperationId: null }
        || (e is DtmfEvent or ConferenceMemberEvent && e.Time is { } time && time.Ticks % TimeSpan.TicksPerSecond == 0);

    /// <summary>Whether it ends its leg.</summary>
    public static bool IsEnd(CarrierEvent e) => e is HangupEvent or TimeoutEvent or ErrorEvent;

    /// <summary>Whether it may come to the flow after the end of its leg.</summary>
    public static bool OutlivesTheCall(CarrierEvent e) => e is RecordingEvent or not CallEvent;

    /// <summary>The event that this one's acceptance makes come too late; null for none.</summary>
    public static string? Outdates(CarrierEvent e, int leg) =>
        e is CallAudioEvent { IsDone: true, OperationId: not null } a ? $"{leg} {a.EventType} {a.CallId} {a.OperationId} {a.Tag}  started" : null;

    /// <summary>
    /// Some carriers do not say which sound in a conference has ended; then its time tells it from others.
    /// </summary>
    private static long? TimeOf(CarrierEvent e) => e.OperationId is null ? e.Time?.Ticks : null;
}
