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
    AgentHungUp,
    HungUp,
}

/// <summary>What the host asks of the carrier.</summary>
[Flags]
internal enum CommandKind
{
    None = 0,
    Answer = 1,
    Gather = 2,
    Speak = 4,
    Transfer = 8,
    Other = 16,
}

/// <summary>One step of a call: wait for a command, then send a callback.</summary>
/// <param name="After">Waited for first; none where the carrier speaks of its own accord.</param>
/// <param name="Callback">Sent then.</param>
internal readonly record struct CallStep(CommandKind After, CallbackKind Callback);

/// <summary>The calls that the generator makes, as the flow <c>front-desk</c> of the host leads them.</summary>
internal static class CallScript
{
    /// <summary>
    /// The caller presses 2 at the menu, is put through to an agent, and the two talk. 8 callbacks, 4 commands.
    /// </summary>
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

    /// <summary>The whole call, until both have hung up. 10 callbacks, 4 commands.</summary>
    public static IReadOnlyList<CallStep> Menu { get; } = [.. Talk, new(CommandKind.None, CallbackKind.AgentHungUp), new(CommandKind.None, CallbackKind.HungUp)];
}
