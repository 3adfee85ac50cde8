namespace CallGrains.Flows.Runtime;

/// <summary>
/// Tells a thing that happened again from a callback that came again, where only their time could
/// (docs/decisions/0110). The carrier sends each callback once; what repeats it is a balancer or a fallback URL, and
/// that sends the same bytes, after it has waited. People press a key twice within a second, though not within a
/// millisecond. So the same key is a repetition, unless the carrier's clock shows whole seconds, and it comes too soon
/// after the one before to be one. In doubt it counts. Not safe for many threads.
/// </summary>
internal sealed class Recurrence
{
    /// <summary>
    /// Two events stamped with the same second are sent within one; whatever repeats a callback has waited longer for
    /// its answer.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1.5);

    private readonly SeenKeys _last = new();
    private readonly Dictionary<string, UInt128> _latest = new(StringComparer.Ordinal);

    /// <summary>
    /// What an event of this kind is known by: of keys the bytes too, since two presses may differ in nothing but how
    /// long they were held.
    /// </summary>
    public static string Key(string key, CarrierEvent e, ReadOnlyMemory<byte> raw) =>
        e is DtmfEvent ? $"{key}|{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(raw.Span).AsSpan(0, 16))}" : key;

    /// <summary>Whether an event whose key was here before is another one all the same.</summary>
    public bool IsAnother(UInt128 key, CarrierEvent e, DateTimeOffset now) =>
        e.Time is { } time && time.Ticks % TimeSpan.TicksPerSecond == 0 && _last.TicksOf(key) is { } last && now.UtcTicks - last < Soon.Ticks
        && (Subject(e) is not { } subject || _latest.GetValueOrDefault(subject) != key);

    /// <summary>Remembers one that counts.</summary>
    public void Remember(UInt128 key, CarrierEvent e, DateTimeOffset at)
    {
        _last.Note(key, at.UtcTicks);
        if (Subject(e) is { } subject)
        {
            _latest[subject] = key;
        }
    }

    /// <summary>
    /// Whose state it tells: the same state again is news only when another one was told in between. Null for keys,
    /// which have none.
    /// </summary>
    private static string? Subject(CarrierEvent e) => e switch
    {
        ConferenceMemberEvent member => member.MemberId,
        CallAudioEvent audio => $"{audio.CallId} {audio.EventType}",
        ConferenceAudioEvent audio => $"{audio.ConferenceId} {audio.EventType}",
        _ => null,
    };
}
