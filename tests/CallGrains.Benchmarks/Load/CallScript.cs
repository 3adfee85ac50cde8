namespace CallGrains.Benchmarks.Load;

/// <summary>What the carrier sends about a call.</summary>
internal enum CallbackKind
{
    Incoming,
    Answered,
    PromptStarted,
    PromptDone,
    Gathered,
    SpeakStarted,
    SpeakDone,
    AgentAnswered,
    HungUp,
    Recorded,
}

/// <summary>What the host asks of the carrier.</summary>
[Flags]
internal enum CommandKind
{
    None = 0,
    Answer = 1,
    Gather = 2,
    Speak = 4,
    Record = 8,
    Transfer = 16,
    Other = 32,
}

/// <summary>One step of a call: wait for a command, then send a callback.</summary>
/// <param name="After">Waited for first; none where the carrier speaks of its own accord.</param>
/// <param name="Callback">Sent then.</param>
internal readonly record struct CallStep(CommandKind After, CallbackKind Callback);

/// <summary>The calls that the generator makes, as the flow <c>front-desk</c> of the host leads them.</summary>
internal static class CallScript
{
    /// <summary>A whole call: the caller presses 9 at the menu, begins to leave a message, and hangs up. 9 callbacks, 4 commands.</summary>
    public static IReadOnlyList<CallStep> Menu { get; } =
    [
        new(CommandKind.None, CallbackKind.Incoming),
        new(CommandKind.Answer, CallbackKind.Answered),
        new(CommandKind.Gather, CallbackKind.PromptStarted),
        new(CommandKind.None, CallbackKind.PromptDone),
        new(CommandKind.None, CallbackKind.Gathered),
        new(CommandKind.Speak, CallbackKind.SpeakStarted),
        new(CommandKind.None, CallbackKind.SpeakDone),
        new(CommandKind.Record, CallbackKind.HungUp),
        new(CommandKind.None, CallbackKind.Recorded),
    ];

    /// <summary>A call that stays: the caller presses 2, is put through, and the two talk. 8 callbacks, 4 commands.</summary>
    public static IReadOnlyList<CallStep> Talk { get; } =
    [
        new(CommandKind.None, CallbackKind.Incoming),
        new(CommandKind.Answer, CallbackKind.Answered),
        new(CommandKind.Gather, CallbackKind.PromptStarted),
        new(CommandKind.None, CallbackKind.PromptDone),
        new(CommandKind.None, CallbackKind.Gathered),
        new(CommandKind.Speak, CallbackKind.SpeakStarted),
        new(CommandKind.None, CallbackKind.SpeakDone),
        new(CommandKind.Transfer, CallbackKind.AgentAnswered),
    ];
}
