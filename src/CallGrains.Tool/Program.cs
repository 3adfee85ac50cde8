namespace CallGrains.Tool;

// A class with a name: tests see our internals, and have a Program of their own.
internal static class EntryPoint
{
    public static Task<int> Main(string[] args) =>
        ToolCommand.RunAsync(args, new ToolWorld(Console.Out, Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System));
}
