using System.Collections.Concurrent;
using System.Reflection;

namespace CallGrains.Flows.Runtime;

/// <summary>One thing that a flow uses and that a carrier must have.</summary>
/// <param name="Verb">The method that the flow calls, such as <c>CallContext.SpeakAsync</c>; or the flow's own name
/// where it declares the need.</param>
/// <param name="Commands">The types of the commands that it needs.</param>
public sealed record FlowNeed(string Verb, IReadOnlyList<Type> Commands);

/// <summary>
/// What a flow needs of its carrier, found in the compiled code of its class: which methods with
/// <see cref="NeedsCommandAttribute"/> are called there, and in whatever code of the application is called from there.
/// Not seen are calls by way of interfaces, overridden methods, delegates made elsewhere, reflection and
/// <c>dynamic</c>: a flow declares those. Code that is there but never runs counts.
/// </summary>
internal sealed class FlowNeeds
{
    private static readonly ConcurrentDictionary<Assembly, bool> Followed = new();
    private readonly Dictionary<string, FlowNeed> _needs = new(StringComparer.Ordinal);
    private readonly HashSet<MethodBase> _seen = [];
    private readonly Queue<MethodBase> _open = new();

    private FlowNeeds()
    {
    }

    /// <summary>What a flow class needs, by verb.</summary>
    public static IReadOnlyList<FlowNeed> Of(Type flow)
    {
        var needs = new FlowNeeds();
        needs.Declared(flow, flow.Name);
        if (flow.IsDefined(typeof(DetectsMachinesAttribute)))
        {
            needs.Add($"{flow.Name} [DetectsMachines]", [typeof(CreateCallCommand), typeof(MachineDetection)]);
        }

        for (var type = flow; type is not null && IsFollowed(type.Assembly); type = type.BaseType)
        {
            needs.AddAll(type);
        }

        needs.Walk();
        return [.. needs._needs.Values.OrderBy(n => n.Verb, StringComparer.Ordinal)];
    }

    /// <summary>The commands of its flow attribute that a flow says it can do without.</summary>
    public static IReadOnlySet<Type> OptionalOf(Type flow) => flow.GetCustomAttribute<DoesWithoutAttribute>()?.Commands.ToHashSet() ?? [];

    /// <summary>
    /// Whether code of an assembly is the application's: it knows this library, and is no part of it.
    /// </summary>
    private static bool IsFollowed(Assembly assembly) => Followed.GetOrAdd(assembly, static a =>
        a != typeof(FlowNeeds).Assembly && Array.Exists(a.GetReferencedAssemblies(), r => r.Name == typeof(FlowNeeds).Assembly.GetName().Name));

    private void AddAll(Type type)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            _open.Enqueue(method);
        }
    }

    private void Walk()
    {
        while (_open.TryDequeue(out var method))
        {
            if (_seen.Add(method))
            {
                Look(method);
            }
        }
    }

    private void Look(MethodBase method)
    {
        Declared(method, $"{method.DeclaringType?.Name}.{method.Name}");
        if (method.DeclaringType is not { } owner || !IsFollowed(owner.Assembly))
        {
            return;
        }

        if (method.GetCustomAttributes().OfType<System.Runtime.CompilerServices.StateMachineAttribute>().FirstOrDefault() is { } machine)
        {
            AddAll(machine.StateMachineType.IsGenericTypeDefinition && owner.IsGenericType && machine.StateMachineType.GetGenericArguments().Length == owner.GetGenericArguments().Length
                ? machine.StateMachineType.MakeGenericType(owner.GetGenericArguments())
                : machine.StateMachineType);
        }

        foreach (var called in CalledMethods.Of(method))
        {
            _open.Enqueue(called);
        }
    }

    private void Declared(MemberInfo member, string verb)
    {
        if (member.GetCustomAttribute<NeedsCommandAttribute>() is { } needs)
        {
            Add(verb, needs.Commands);
        }
    }

    private void Add(string verb, IReadOnlyList<Type> commands) =>
        _needs[verb] = new FlowNeed(verb, _needs.TryGetValue(verb, out var other) ? [.. other.Commands.Union(commands)] : commands);
}
