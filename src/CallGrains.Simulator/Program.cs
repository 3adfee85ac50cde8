namespace CallGrains.Simulator;

// A class with a name: what references this program has a Program of its own.
internal static class EntryPoint
{
    public static Task<int> Main(string[] args) => SimulatorCommand.RunAsync(args);
}
