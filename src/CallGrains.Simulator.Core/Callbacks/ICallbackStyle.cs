namespace CallGrains.Simulator.Callbacks;

/// <summary>How a carrier brings an event to an application: its form, and what it does when nobody takes it.</summary>
internal interface ICallbackStyle
{
    /// <summary>Whether the later events of a call wait while one is tried again.</summary>
    bool KeepsOrder { get; }

    /// <summary>The tries, the first one included.</summary>
    IReadOnlyList<CallbackTry> TriesOf(Delivery delivery);

    /// <summary>Whether it is tried again after an answer that is no 2xx; null when there was none.</summary>
    bool IsTriedAgain(Delivery delivery, int? status);

    /// <summary>Null when it makes no request.</summary>
    CallbackRequest? Make(Delivery delivery, string url, int attempt);

    /// <summary>A request of the past, as it may be sent once more.</summary>
    CallbackRequest Renew(CallbackRequest sent);
}

/// <summary>One try: where to, and how long after the one before (the carrier's time).</summary>
internal sealed record CallbackTry(string Url, bool IsFallback, TimeSpan Pause);

/// <summary>Bandwidth's: one try, then one at the fallback URL; the call's later events wait.</summary>
internal sealed class CatapultCallbacks : ICallbackStyle
{
    public bool KeepsOrder => true;

    public IReadOnlyList<CallbackTry> TriesOf(Delivery delivery)
    {
        var first = new CallbackTry(delivery.Target.Url, false, TimeSpan.Zero);
        return delivery.Target.FallbackUrl is { } fallback ? [first, new CallbackTry(fallback, true, TimeSpan.Zero)] : [first];
    }

    public bool IsTriedAgain(Delivery delivery, int? status) => true;

    public CallbackRequest? Make(Delivery delivery, string url, int attempt) => CallbackRequest.Make(delivery, url);

    public CallbackRequest Renew(CallbackRequest sent) => sent;
}
