namespace CallGrains.Telnyx;

/// <summary>
/// Which of the events in the carrier's log a leg has missed. An event that names no operation is that of the one
/// awaited command of its kind. For one probe.
/// </summary>
internal sealed class MissedOfLeg(SilentGrain grain, SilentLeg leg)
{
    private readonly List<AwaitedCommand> _awaited = [.. grain.Awaited.Where(c => c.Leg == leg.Number)];

    public bool HasEnded { get; private set; }

    /// <summary>The event, if it was missed; null when it was not, or cannot be told.</summary>
    public CarrierEvent? Find(Envelope told)
    {
        var e = Read(told);
        HasEnded |= e is HangupEvent;
        return e switch
        {
            IncomingCallEvent => grain.NeedsBeginning && leg.Number == 0 ? e : null,
            AnswerEvent => leg.IsAnswered ? null : e,
            SpeakEvent { IsDone: true } or PlaybackEvent { IsDone: true } or GatherEvent => Awaited(e),
            RecordingEvent recording => grain.Recordings.Contains(recording.RecordingId) ? null : e,
            MachineEvent => leg.AwaitsDetection ? e : null,
            MachineGreetingEvent => leg.AwaitsGreeting ? e : null,
            HangupEvent => e,
            _ => null,
        };
    }

    /// <summary>
    /// What cannot be found is over once the grain gives up, or its call is over.
    /// </summary>
    public IEnumerable<CarrierEvent> Lost(string call, bool isOver, DateTimeOffset now)
    {
        foreach (var command in _awaited)
        {
            CarrierEvent? e = command.Command switch
            {
                _ when !isOver && !grain.GivesUp => null,
                SpeakCommand => new SpeakEvent { CallId = call, Status = AudioStatus.Done },
                PlayCommand => new PlaybackEvent { CallId = call, Status = AudioStatus.Done },
                GatherCommand => new GatherEvent
                {
                    CallId = call,
                    GatherId = CommandIds.Of(command.Operation),
                    State = "completed",
                    Digits = "",
                    Reason = isOver ? GatherReason.HungUp : GatherReason.InterDigitTimeout,
                },
                _ => null,
            };
            if (e is not null)
            {
                yield return e with { OperationId = command.Operation.Number, Tag = command.Tag, Time = now };
            }
        }
    }

    private static CarrierEvent? Read(Envelope told)
    {
        try
        {
            return EventReader.Read(told).Event;
        }
        catch (Exception e) when (e is EventFormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private CarrierEvent? Awaited(CarrierEvent e)
    {
        var ofKind = _awaited.Where(c => IsOf(c.Command, e)).ToList();
        var command = e.OperationId is { } named ? ofKind.Find(c => c.Operation.Number == named) : ofKind.Count == 1 ? ofKind[0] : null;
        if (command is null)
        {
            return null;
        }

        _awaited.Remove(command);
        var known = e with { OperationId = command.Operation.Number, Tag = command.Tag };
        return known is GatherEvent gather ? gather with { GatherId = CommandIds.Of(command.Operation) } : known;
    }

    private static bool IsOf(Command command, CarrierEvent e) => (command, e) is (SpeakCommand, SpeakEvent) or (PlayCommand, PlaybackEvent) or (GatherCommand, GatherEvent);
}
