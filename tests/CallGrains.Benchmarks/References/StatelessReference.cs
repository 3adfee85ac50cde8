namespace CallGrains.Benchmarks.References;

/// <summary>
/// Reference (a2), the stateless bot: the floor, and the same commands as the flow sends. Nothing is kept: a bot that
/// dies between callback and command has forgotten the call, unless its carrier sends the callback again.
/// </summary>
internal static class StatelessReference
{
    public static async Task<int> RunAsync(int port, Uri carrier)
    {
        using var commands = new BotCarrier(carrier);
        var url = CallbackServer.Url(port);
        await CallbackServer.RunAsync(port, (callback, isAgent) => FrontDeskBot.Next(callback, isAgent, url) is { } command ? commands.SendAsync(command) : Task.CompletedTask);
        return 0;
    }
}
