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

    public static SignalCommand Ask(string call, FlowAddress watcher, int operation) =>
        new(call, SignalNames.Watch) { Value = JsonSerializer.SerializeToElement(new Watcher(watcher.ToString(), operation), JsonSerializerOptions.Web) };

    public static SignalCommand Tell(SignalEntry watch, LegProjection call)
    {
        var watcher = watch.Value!.Value.Deserialize<Watcher>(JsonSerializerOptions.Web)!;
        return new SignalCommand(watcher.Address, EndedName(watcher.Operation))
        {
            Value = JsonSerializer.SerializeToElement(new CallResult(call.Answered, call.Cause ?? "UNKNOWN"), JsonSerializerOptions.Web),
        };
    }

    private sealed record Watcher(string Address, int Operation);
}
