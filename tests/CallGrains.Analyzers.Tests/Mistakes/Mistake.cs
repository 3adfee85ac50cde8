using CallGrains.Flows.Runtime;

namespace CallGrains.Analyzers.Tests.Mistakes;

/// <summary>A deliberate mistake of an author, and a call that meets it.</summary>
/// <param name="Title">What was done, in words.</param>
/// <param name="Code">Statements of a script that has answered, or classes.</param>
internal sealed record Mistake(string Title, string Code)
{
    /// <summary>Whether it is only compiled: what it does at run time is not the same each time.</summary>
    public bool IsCompiledOnly { get; init; }

    /// <summary>The keys that the caller presses at the first gather.</summary>
    public string? Presses { get; init; }

    /// <summary>When the caller hangs up; null for never.</summary>
    public TimeSpan? HangsUpAfter { get; init; }

    /// <summary>When the process dies, and another takes over; null for never.</summary>
    public TimeSpan? CrashesAfter { get; init; }

    /// <summary>The program that takes over; null for the same.</summary>
    public string? Next { get; init; }

    /// <summary>How long it is watched.</summary>
    public TimeSpan Watched { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is set beside the flow.</summary>
    public Action<FlowOptions> Options { get; init; } = _ => { };

    /// <summary>Who calls.</summary>
    public string From { get; init; } = "+15550001";
}
