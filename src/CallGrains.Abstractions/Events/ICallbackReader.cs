namespace CallGrains.Events;

/// <summary>How a callback carries its event.</summary>
public enum CallbackForm
{
    /// <summary>A POST body with one JSON object.</summary>
    Json,

    /// <summary>The query string of a GET, without its question mark.</summary>
    Query,

    /// <summary>No carrier's: an event that was supplied from what the carrier said when asked, as <see cref="EventJson"/> writes it.</summary>
    Neutral,
}

/// <summary>Turns one carrier's callbacks into events. Implementations are safe to use from many threads.</summary>
public interface ICallbackReader
{
    /// <summary>The carrier's name as it stands in callback paths and grain addresses, for example <c>bandwidth</c>.</summary>
    string Carrier { get; }

    /// <summary>Reads one callback, and takes our operation off its tag. The event keeps nothing of <paramref name="raw"/>.</summary>
    /// <param name="form">How the bytes are written.</param>
    /// <param name="raw">The body, or the query string as it stood in the request line.</param>
    /// <exception cref="EventFormatException">The bytes are not an event; nothing else is thrown, whatever they are.</exception>
    CarrierEvent Read(CallbackForm form, ReadOnlyMemory<byte> raw);
}
