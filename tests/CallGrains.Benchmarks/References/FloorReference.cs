namespace CallGrains.Benchmarks.References;

/// <summary>
/// Reference (a), the floor: bare Kestrel, which parses the callback with a generated parser and answers 200. Nothing
/// is kept.
/// </summary>
internal static class FloorReference
{
    public static async Task<int> RunAsync(int port)
    {
        await CallbackServer.RunAsync(port, (_, _) => Task.CompletedTask);
        return 0;
    }
}
