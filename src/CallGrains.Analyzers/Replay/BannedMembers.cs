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
        ("System.String" or "System.Object" or "System.HashCode" or "System.StringComparer", "GetHashCode" or "Combine" or "ToHashCode") when IsSeeded(member) => Rules.Chance,
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
        _ => FindMachine(member),
    };

    /// <summary>What asks the machine and waits for the answer; what gives a task is a foreign task.</summary>
    private static DiagnosticDescriptor? FindMachine(ISymbol member) => (TypeOf(member), member.Name) switch
    {
        _ when member is IMethodSymbol method && TaskOrigin.IsTask(method.ReturnType) => null,
        ("System.IO.File" or "System.IO.Directory" or "System.IO.FileInfo" or "System.IO.DirectoryInfo" or "System.IO.DriveInfo" or "System.IO.FileStream", _) => Rules.Machine,
        ("System.IO.StreamReader" or "System.IO.StreamWriter", ".ctor") when ((IMethodSymbol)member).Parameters.FirstOrDefault()?.Type.SpecialType == SpecialType.System_String => Rules.Machine,
        ("System.Environment", not ("NewLine" or "FailFast" or "Exit" or "StackTrace")) => Rules.Machine,
        ("System.Diagnostics.Process" or "System.Net.Dns", _) => Rules.Machine,
        ("System.Console", "ReadLine" or "ReadKey" or "Read" or "In") => Rules.Machine,
        ("System.Net.Http.HttpClient", "Send") or ("System.Net.WebClient", _) => Rules.Machine,
        ("System.Data.Common.DbConnection", "Open") or ("System.Data.Common.DbCommand", "ExecuteReader" or "ExecuteScalar" or "ExecuteNonQuery") => Rules.Machine,
        _ => null,
    };

    /// <summary>What to use instead of a source of chance.</summary>
    public static string InsteadOf(ISymbol member) => member switch
    {
        _ when TypeOf(member) == "System.Guid" => "use the context's NewGuid()",
        _ when member.Name is "GetHashCode" or "Combine" or "ToHashCode" => "its seed is the process's own; compute the number from the data, or take it in a step",
        _ => Step,
    };

    /// <summary>
    /// Hash codes that differ from process to process; numbers, dates and ids have the same everywhere.
    /// </summary>
    private static bool IsSeeded(ISymbol member) => member.Name == "GetHashCode" || TypeOf(member) == "System.HashCode";

    private static string TypeOf(ISymbol member) =>
        member.ContainingType is { } type ? $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}" : "";

    private static bool HasTime(ISymbol member) => ((IMethodSymbol)member).Parameters.Any(p => p.Type.Name == "TimeSpan");
}
