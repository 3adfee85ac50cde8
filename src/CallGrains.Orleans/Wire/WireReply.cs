namespace CallGrains.Orleans;

/// <summary>
/// A grain's answer: a receipt, or why there is none. Faults travel as values: the runtime would carry our exceptions
/// as some other type.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.reply")]
internal sealed record WireReply
{
    /// <summary>The disposition's number, which is pinned by a test; meaningless beside a fault.</summary>
    [Id(0)]
    public int Disposition { get; init; }

    [Id(1)]
    public string? Reason { get; init; }

    [Id(2)]
    public WireFault? Fault { get; init; }

    /// <summary>The document that the open callback is answered with.</summary>
    [Id(3)]
    public byte[]? Document { get; init; }

    public static WireReply Of(Receipt receipt) => new() { Disposition = (int)receipt.Disposition, Reason = receipt.Reason, Document = receipt.Reply?.Document.ToArray() };

    /// <summary>The receipt.</summary>
    /// <exception cref="Exception">The fault, as the exception it was.</exception>
    public Receipt Read() => Fault is null ? new Receipt((Disposition)Disposition, Reason) { Reply = Document is null ? null : new CallbackReply(Document) } : throw Fault.ToException();
}

/// <summary>An exception of a grain, as it travels.</summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.fault")]
internal sealed record WireFault
{
    [Id(0)]
    public FaultKind Kind { get; init; }

    [Id(1)]
    public string Message { get; init; } = "";

    /// <summary>
    /// The limit of a <see cref="FaultKind.JournalOverloaded"/>, the milliseconds to wait of an
    /// <see cref="FaultKind.Overloaded"/>.
    /// </summary>
    [Id(2)]
    public long Number { get; init; }

    /// <summary>Whether an <see cref="FaultKind.Overloaded"/> is the grain's own.</summary>
    [Id(3)]
    public bool IsOfGrain { get; init; }

    /// <summary>The fault of an exception; null when it is none of those that senders know.</summary>
    public static WireFault? Of(Exception e) => e switch
    {
        GrainLostException or JournalConflictException => new WireFault { Kind = FaultKind.Lost, Message = e.Message },
        JournalOverloadedException o => new WireFault { Kind = FaultKind.JournalOverloaded, Message = e.Message, Number = o.Limit },
        JournalUnavailableException => new WireFault { Kind = FaultKind.Unavailable, Message = e.Message },
        JournalFormatException => new WireFault { Kind = FaultKind.Format, Message = e.Message },
        OverloadedException o => new WireFault { Kind = FaultKind.Overloaded, Message = e.Message, Number = (long)o.RetryAfter.TotalMilliseconds, IsOfGrain = o.IsOfGrain },
        ArgumentException => new WireFault { Kind = FaultKind.Argument, Message = e.Message },
        _ => null,
    };

    public Exception ToException() => Kind switch
    {
        FaultKind.Lost => new GrainLostException(),
        FaultKind.JournalOverloaded => new JournalOverloadedException((int)Number),
        FaultKind.Format => new JournalFormatException(Message),
        FaultKind.Overloaded => new OverloadedException(Message, TimeSpan.FromMilliseconds(Number)) { IsOfGrain = IsOfGrain },
        FaultKind.Argument => new ArgumentException(Message),
        _ => new JournalUnavailableException(Message),
    };
}

/// <summary>Which exception it was. Numbers are for ever.</summary>
[GenerateSerializer]
[Alias("callgrains.faultkind")]
internal enum FaultKind
{
    Unavailable = 0,
    JournalOverloaded = 1,
    Overloaded = 2,
    Lost = 3,
    Format = 4,
    Argument = 5,
}
