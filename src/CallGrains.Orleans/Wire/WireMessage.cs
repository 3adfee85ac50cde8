using System.Runtime.InteropServices;
using System.Text.Json;

namespace CallGrains.Orleans;

/// <summary>
/// A <see cref="GrainMessage"/> on its way between silos. A callback travels as its own bytes and is read again by the
/// grain, so that the wire knows nothing of events. Within one silo the message itself goes along, and nothing is
/// copied or read twice.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.message")]
internal abstract record WireMessage
{
    [NonSerialized]
    private GrainMessage? _here;

    /// <summary>The message as it travels.</summary>
    /// <exception cref="ArgumentException">It is of a kind that grains do not take.</exception>
    public static WireMessage Of(GrainMessage message)
    {
        WireMessage wire = message switch
        {
            Callback c => new WireCallback { Carrier = c.Carrier, IsQuery = c.Form == CallbackForm.Query, Form = (int)c.Form, Operation = c.Event.OperationId, Raw = Bytes(c.Raw), Leg = c.Leg, Flow = c.Flow, IsUnsigned = c.IsUnsigned, IsSurplus = c.IsSurplus },
            StartCall s => new WireStartCall { Flow = s.Flow, From = s.From, To = s.To, Args = Bytes(s.Args), Carrier = s.Carrier, Conference = s.Conference?.Name, ConferenceFlow = s.Conference?.Flow, RingTimeout = s.RingTimeout, At = s.At, Hops = s.Hops, By = s.By },
            Signal s => new WireSignal { Key = s.Id, Name = s.Name, Value = Bytes(s.Value), Flow = s.Flow, By = s.By },
            HangUpRequest h => new WireHangUp { By = h.By },
            _ => throw new ArgumentException($"A grain cannot be sent a {message.GetType().Name}; send a Callback, StartCall, Signal or HangUpRequest.", nameof(message)),
        };
        wire._here = message;
        return wire;
    }

    /// <summary>The message again.</summary>
    /// <exception cref="JournalFormatException">This silo cannot read the callback.</exception>
    public GrainMessage Read(CallbackReaders readers) => _here ?? Rebuild(readers);

    protected abstract GrainMessage Rebuild(CallbackReaders readers);

    protected static JsonElement? Json(byte[]? bytes) => bytes is null ? null : JsonElement.Parse(bytes);

    private static byte[]? Bytes(JsonElement? json) => json is { } value ? JsonSerializer.SerializeToUtf8Bytes(value) : null;

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var array) && array.Array is { } whole && whole.Length == memory.Length ? whole : memory.ToArray();
}

[GenerateSerializer]
[Immutable]
[Alias("callgrains.callback")]
internal sealed record WireCallback : WireMessage
{
    [Id(0)]
    public required string Carrier { get; init; }

    [Id(1)]
    public bool IsQuery { get; init; }

    [Id(2)]
    public required byte[] Raw { get; init; }

    [Id(3)]
    public int Leg { get; init; }

    [Id(4)]
    public string? Flow { get; init; }

    /// <summary>
    /// The form's number, which is pinned by a test; 0 from silos that know only <see cref="IsQuery"/>.
    /// </summary>
    [Id(5)]
    public int Form { get; init; }

    /// <summary>The operation of an event in the neutral form.</summary>
    [Id(6)]
    public int? Operation { get; init; }

    /// <summary>False from silos that know nothing of it.</summary>
    [Id(7)]
    public bool IsUnsigned { get; init; }

    /// <summary>False from silos that know nothing of it.</summary>
    [Id(8)]
    public bool IsSurplus { get; init; }

    protected override GrainMessage Rebuild(CallbackReaders readers)
    {
        var form = IsQuery ? CallbackForm.Query : (CallbackForm)Form;
        return new Callback(Carrier, form, Raw, readers.Read(Carrier, form, Raw, Operation)) { Leg = Leg, Flow = Flow, IsUnsigned = IsUnsigned, IsSurplus = IsSurplus };
    }
}

[GenerateSerializer]
[Immutable]
[Alias("callgrains.start")]
internal sealed record WireStartCall : WireMessage
{
    [Id(0)]
    public required string Flow { get; init; }

    [Id(1)]
    public required string From { get; init; }

    [Id(2)]
    public required string To { get; init; }

    [Id(3)]
    public byte[]? Args { get; init; }

    [Id(4)]
    public required string? Carrier { get; init; }

    [Id(5)]
    public string? Conference { get; init; }

    [Id(6)]
    public string? ConferenceFlow { get; init; }

    [Id(7)]
    public TimeSpan? RingTimeout { get; init; }

    [Id(8)]
    public DateTimeOffset? At { get; init; }

    /// <summary>0 from silos that know nothing of it.</summary>
    [Id(9)]
    public int Hops { get; init; }

    /// <summary>Null from silos that know nothing of it; so in the other messages.</summary>
    [Id(10)]
    public string? By { get; init; }

    protected override GrainMessage Rebuild(CallbackReaders readers) => new StartCall(Flow, From, To, Json(Args), Carrier)
    {
        Conference = Conference is { } name ? new ConferenceName(name, ConferenceFlow) : null,
        RingTimeout = RingTimeout,
        By = By,
        At = At,
        Hops = Hops,
    };
}

[GenerateSerializer]
[Immutable]
[Alias("callgrains.signal")]
internal sealed record WireSignal : WireMessage
{
    [Id(0)]
    public required string Key { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public byte[]? Value { get; init; }

    [Id(3)]
    public string? Flow { get; init; }

    [Id(4)]
    public string? By { get; init; }

    protected override GrainMessage Rebuild(CallbackReaders readers) => new Signal(Key, Name, Json(Value)) { Flow = Flow, By = By };
}

[GenerateSerializer]
[Immutable]
[Alias("callgrains.hangup")]
internal sealed record WireHangUp : WireMessage
{
    [Id(0)]
    public string? By { get; init; }

    protected override GrainMessage Rebuild(CallbackReaders readers) => new HangUpRequest { By = By };
}
