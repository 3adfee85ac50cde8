namespace CallGrains.Flows;

/// <summary>Who has answered a call that we placed.</summary>
public enum AnsweredBy
{
    /// <summary>
    /// Nobody can tell: it was not to be found out, the carrier could not, it took too long, or the call is over.
    /// </summary>
    Unknown,

    /// <summary>A person.</summary>
    Human,

    /// <summary>A machine: it takes messages, or receives a fax.</summary>
    Machine,
}

/// <summary>How a machine's greeting ended.</summary>
public enum GreetingEnd
{
    /// <summary>
    /// Nobody can tell: it was not to be told, the carrier could not, it took too long, or the call is over.
    /// </summary>
    Unknown,

    /// <summary>A beep was heard: it records.</summary>
    Beep,

    /// <summary>It is silent; no beep was heard.</summary>
    Silence,
}
