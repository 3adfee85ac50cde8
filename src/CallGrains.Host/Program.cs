using CallGrains.Host.Composition;

namespace CallGrains.Host;

// A class with a name: what references this program has a Program of its own.
internal static class EntryPoint
{
    public static Task<int> Main(string[] args) => HostCommand.RunAsync(args);
}
