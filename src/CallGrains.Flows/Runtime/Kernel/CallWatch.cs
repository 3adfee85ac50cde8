using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// How one grain learns that another's call is over: it asks by a signal, and is told by one. The names are the
/// framework's own.
/// </summary>
internal static class CallWatch
{
    private const string Ended = "$ended:";

    /// <summary>The signal that the end comes by.</summary>
    /// <param name="operation">The operation of the watching grain that asked.</param>
    public static string EndedName(int operation) => $"{Ended}{operation}";

    public static bool IsEnd(Decided decided) => decided is CommandDecided { Command: SignalCommand { Name: var name } } && name.StartsWith(Ended, StringComparison.Ordinal);

    /// <summary>Whether a decision tells this watcher.</summary>
    public static bool IsEndFor(SignalEntry watch, CommandDecided decided) => decided.Command is SignalCommand told && WatcherOf(watch) is var watcher && told.To == watcher.Address && told.Name == EndedName(watcher.Operation);

    public static SignalCommand Ask(string call, FlowAddress watcher, int operation) =>
        new(call, SignalNames.Watch) { Value = JsonSerializer.SerializeToElement(new Watcher(watcher.ToString(), operation), JsonSerializerOptions.Web) };

    /// <summary>Tells a watcher how the call ended.</summary>
    /// <param name="watch">What it asked by.</param>
    /// <param name="call">The call.</param>
    /// <param name="unknown">The cause where the carrier has told none.</param>
    public static SignalCommand Tell(SignalEntry watch, LegProjection call, string unknown = "UNKNOWN")
    {
        var watcher = WatcherOf(watch);
        return new SignalCommand(watcher.Address, EndedName(watcher.Operation))
        {
            Value = JsonSerializer.SerializeToElement(new CallResult(call.Answered, call.Cause ?? unknown), JsonSerializerOptions.Web),
        };
    }

    private static Watcher WatcherOf(SignalEntry watch) => watch.Value!.Value.Deserialize<Watcher>(JsonSerializerOptions.Web)!;

    private sealed record Watcher(string Address, int Operation);
}
