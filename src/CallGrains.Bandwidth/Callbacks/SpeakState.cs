namespace CallGrains.Bandwidth;

/// <summary>Some of Catapult's speak events carry only a state; it says what the status of others does.</summary>
internal static class SpeakState
{
    private const string Start = "PLAYBACK_START", Stop = "PLAYBACK_STOP";

    /// <summary>The event with a status; the event itself where it has one, or its state says nothing.</summary>
    /// <param name="e">The event as the carrier sent it.</param>
    public static CarrierEvent Stated(CarrierEvent e) => e is SpeakEvent { Status: null, State: { } state } speak
        ? string.Equals(state, Start, StringComparison.OrdinalIgnoreCase) ? speak with { Status = AudioStatus.Started }
        : string.Equals(state, Stop, StringComparison.OrdinalIgnoreCase) ? speak with { Status = AudioStatus.Done }
        : speak
        : e;
}
