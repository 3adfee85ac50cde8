namespace CallGrains.Simulator.Calls;

/// <summary>
/// Somebody who waits for keys and words of a call's far party: each key, and until when a sentence lasts.
/// </summary>
internal sealed record Listener(Action<char> Pressed, Action<DateTimeOffset> Speaks);
