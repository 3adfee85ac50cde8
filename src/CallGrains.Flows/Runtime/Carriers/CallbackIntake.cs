namespace CallGrains.Flows.Runtime;

/// <summary>What the URL of a callback says.</summary>
internal readonly record struct CallbackRoute
{
    /// <summary>The grain that it names; null when the event names it.</summary>
    public FlowAddress? Address { get; init; }

    /// <summary>The leg that it names.</summary>
    public int Leg { get; init; }

    /// <summary>The flow that it names; null for none.</summary>
    public string? Flow { get; init; }

    /// <summary>Whether nothing proves who sent it.</summary>
    public bool IsUnsigned { get; init; }

    /// <summary>Whether it is kept only where a flow answers it.</summary>
    public bool IsSurplus { get; init; }
}

/// <summary>What comes in over a carrier's callbacks, and which grain it is for.</summary>
internal static class CallbackIntake
{
    /// <summary>Reads a callback that was verified.</summary>
    /// <param name="protocol">The carrier's.</param>
    /// <param name="request">What came.</param>
    /// <exception cref="EventFormatException">It is no event.</exception>
    public static Callback Read(ICallbackProtocol protocol, CallbackRequest request) => new(protocol.Carrier, request.Form, request.Raw, protocol.Read(request));

    /// <summary>
    /// Finds the grain of a callback; where the event names neither grain nor leg, its carrier is asked.
    /// </summary>
    /// <param name="protocol">The carrier's.</param>
    /// <param name="read">What came.</param>
    /// <param name="route">What its URL says.</param>
    /// <param name="carrierOf">Finds a carrier by its name; null where it is not there, and nobody can be
    /// asked.</param>
    /// <exception cref="EventFormatException">Its id cannot name a grain.</exception>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public static async ValueTask<(FlowAddress To, Callback Callback)> PlaceAsync(ICallbackProtocol protocol, Callback read, CallbackRoute route, Func<string, ICarrier?> carrierOf) =>
        Place(protocol, read.Received.IsToBePlaced && carrierOf(protocol.Carrier) is { } carrier ? await read.PlacedAsync(carrier, CancellationToken.None) : read, route);

    /// <summary>Finds the grain of a callback without asking anybody.</summary>
    /// <param name="protocol">The carrier's.</param>
    /// <param name="read">What came.</param>
    /// <param name="route">What its URL says.</param>
    /// <exception cref="EventFormatException">Its id cannot name a grain.</exception>
    public static (FlowAddress To, Callback Callback) Place(ICallbackProtocol protocol, Callback read, CallbackRoute route)
    {
        var received = read.Received;
        // What a carrier has signed says more than the URL: one leg may report to the URL of another.
        var told = protocol.IsSigned ? received.Grain : null;
        var to = told ?? route.Address ?? received.Grain ?? CallbackAddress.Of(received.Event, read.Raw.Span);
        return (to, read with
        {
            Leg = told is null && route.Address is not null ? route.Leg : received.Leg,
            Flow = route.Flow,
            IsUnsigned = route.IsUnsigned,
            IsSurplus = route.IsSurplus,
        });
    }
}
