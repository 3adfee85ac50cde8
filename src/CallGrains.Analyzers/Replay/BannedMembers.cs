using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers.Replay;

/// <summary>Which members of .NET break a replay, and by which rule. One list, by type.</summary>
internal static class BannedMembers
{
    private const string Step = "draw it in the context's StepAsync";

    /// <summary>The rule that a property, method or constructor breaks; null for none.</summary>
    public static DiagnosticDescriptor? Find(ISymbol member) => (TypeOf(member), member.Name) switch
    {
        ("System.DateTime" or "System.DateTimeOffset", "Now" or "UtcNow" or "Today") => Rules.Clock,
        ("System.TimeProvider", "System" or "GetUtcNow" or "GetLocalNow" or "GetTimestamp" or "GetElapsedTime") => Rules.Clock,
        ("System.Environment", "TickCount" or "TickCount64") => Rules.Clock,
        ("System.Diagnostics.Stopwatch", ".ctor" or "StartNew" or "GetTimestamp" or "GetElapsedTime") => Rules.Clock,
        ("System.Guid", "NewGuid" or "CreateVersion7") => Rules.Chance,
        ("System.Random", "Shared") => Rules.Chance,
        ("System.Random", ".ctor") when ((IMethodSymbol)member).Parameters.IsEmpty => Rules.Chance,
        ("System.Security.Cryptography.RandomNumberGenerator", _) => Rules.Chance,
        ("System.IO.Path", "GetRandomFileName" or "GetTempFileName") => Rules.Chance,
        ("System.Threading.Tasks.Task", "Delay") => Rules.Delay,
        ("System.Threading.Tasks.Task", "WaitAsync") when HasTime(member) => Rules.Delay,
        ("System.Threading.Thread", "Sleep" or "SpinWait") => Rules.Delay,
        ("System.Threading.Timer" or "System.Timers.Timer" or "System.Threading.PeriodicTimer", ".ctor") => Rules.Delay,
        ("System.TimeProvider", "CreateTimer") => Rules.Delay,
        ("System.Threading.CancellationTokenSource", "CancelAfter") => Rules.Delay,
        ("System.Threading.CancellationTokenSource", ".ctor") when !((IMethodSymbol)member).Parameters.IsEmpty => Rules.Delay,
        ("System.Threading.Tasks.Task", "Run" or "ContinueWith" or "Wait" or "WaitAll" or "WaitAny") => Rules.Thread,
        ("System.Threading.Tasks.TaskFactory" or "System.Threading.ThreadPool" or "System.Threading.Tasks.Parallel", _) => Rules.Thread,
        ("System.Threading.Thread", ".ctor") => Rules.Thread,
        ("System.Linq.ParallelEnumerable", "AsParallel") => Rules.Thread,
        _ => null,
    };

    /// <summary>What to use instead of a source of chance.</summary>
    public static string InsteadOf(ISymbol member) => TypeOf(member) == "System.Guid" ? "use the context's NewGuid()" : Step;

    private static string TypeOf(ISymbol member) =>
        member.ContainingType is { } type ? $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}" : "";

    private static bool HasTime(ISymbol member) => ((IMethodSymbol)member).Parameters.Any(p => p.Type.Name == "TimeSpan");
}
