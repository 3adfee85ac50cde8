using System.Reflection;

namespace CallGrains.Flows.Runtime;

/// <summary>The verbs that flows have, and which commands of the carrier each needs.</summary>
public static class FlowVerbs
{
    /// <summary>All verbs, by name: the methods of this library with <see cref="NeedsCommandAttribute"/>.</summary>
    public static IReadOnlyList<FlowNeed> All { get; } =
    [
        .. typeof(FlowVerbs).Assembly.GetExportedTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(m => (Verb: $"{m.DeclaringType!.Name}.{m.Name}", Needs: m.GetCustomAttribute<NeedsCommandAttribute>(inherit: false)))
            .Where(m => m.Needs is not null)
            .Select(m => new FlowNeed(m.Verb, m.Needs!.Commands))
            .DistinctBy(n => (n.Verb, string.Join(' ', n.Commands.Select(c => c.Name))))
            .OrderBy(n => n.Verb, StringComparer.Ordinal),
    ];

    /// <summary>The types of all commands that a verb needs.</summary>
    public static IReadOnlyList<Type> Commands { get; } = [.. All.SelectMany(v => v.Commands).Distinct().OrderBy(c => c.Name, StringComparer.Ordinal)];
}
