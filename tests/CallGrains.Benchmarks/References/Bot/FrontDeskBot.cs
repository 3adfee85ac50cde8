namespace CallGrains.Benchmarks.References;

/// <summary>
/// The front desk as people write it without durable flows: which command follows from a callback. The carrier gives a
/// command's tag back with its events, so that nothing need be remembered for it.
/// </summary>
internal static class FrontDeskBot
{
    /// <summary>What follows the path of a server's callbacks for the agent's leg.</summary>
    public const string AgentPath = "/agent";

    private const string Connecting = "connecting";

    /// <summary>The command that a callback leads to; null for none.</summary>
    /// <param name="callback">The callback.</param>
    /// <param name="isAgent">Whether it is about the leg of the agent, to whom the bot says nothing.</param>
    /// <param name="url">Where this server's callbacks go.</param>
    public static BotCommand? Next(CallbackBody callback, bool isAgent, string url)
    {
        var call = callback.CallId!;
        return callback switch
        {
            _ when isAgent => null,
            { EventType: "incomingcall" } => new(call, "", new() { State = "active" }),
            { EventType: "answer" } => new(call, "gather", new() { MaxDigits = "1", Prompt = new("Welcome. For sales press 1, for support press 2."), Tag = "menu" }),
            { EventType: "gather", Digits: "1" or "2" } => new(call, "audio", new() { Sentence = $"Connecting you to {(callback.Digits == "1" ? "sales" : "support")}.", Tag = Connecting }),
            { EventType: "speak", State: "PLAYBACK_STOP", Tag: Connecting } => new(call, "", new() { State = "transferring", TransferTo = "+15550199", CallbackUrl = url + AgentPath }),
            _ => null,
        };
    }
}
