using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Runtime;

/// <summary>A registered flow: a name, a version, and the class that is it.</summary>
public sealed partial class FlowDefinition
{
    // Compiling how a flow is made is the dearest part of starting a host, and many hosts of a test have the same
    // flows.
    private static readonly ConditionalWeakTable<Type, FlowDefinition> Known = [];

    private readonly Func<IServiceProvider, object> _create;
    private readonly MachineDetection? _machines;

    private FlowDefinition(string name, int version, Type type)
    {
        Name = name;
        Version = version;
        Type = type;
        var factory = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
        _create = services => factory(services, null);
        Fallback = FlowFallback.Of(type.GetCustomAttribute<FlowAttribute>()!);
        IsSensitive = type.GetCustomAttribute<FlowAttribute>()!.Sensitive;
        _machines = type.GetCustomAttribute<DetectsMachinesAttribute>() is { } detects ? new MachineDetection { Greeting = detects.Greeting } : null;
    }

    /// <summary>What the class itself names for callers whose flow cannot go on; null for nothing.</summary>
    internal FlowFallback? Fallback { get; }

    /// <summary>Whether it handles secrets (<see cref="FlowAttribute.Sensitive"/>).</summary>
    public bool IsSensitive { get; }

    /// <summary>Whether its calls are placed so that machines are detected.</summary>
    internal bool DetectsMachines => _machines is not null;

    /// <summary>The flow's name.</summary>
    public string Name { get; }

    /// <summary>The flow's version.</summary>
    public int Version { get; }

    /// <summary>What the flow is for: calls, conferences, or message threads.</summary>
    public GrainKind Kind => typeof(IThreadFlow).IsAssignableFrom(Type) ? GrainKind.Thread
        : typeof(IConferenceFlow).IsAssignableFrom(Type) ? GrainKind.Conference
        : GrainKind.Call;

    /// <summary>The flow's class.</summary>
    public Type Type { get; }

    /// <summary>
    /// What it needs of a carrier: the verbs that its code uses, as far as that can be seen, and what it declares
    /// (<see cref="NeedsCommandAttribute"/>).
    /// </summary>
    public IReadOnlyList<FlowNeed> Needs => field ??= FlowNeeds.Of(Type);

    /// <summary>
    /// What a carrier lacks of it, but for what it can do without (<see cref="DoesWithoutAttribute"/>).
    /// </summary>
    /// <param name="carrier">What the carrier can do.</param>
    public IReadOnlyList<FlowNeed> LackingAt(CarrierCapabilities carrier)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        var optional = FlowNeeds.OptionalOf(Type);
        return
        [
            .. Needs.Select(n => n with { Commands = [.. n.Commands.Where(c => !carrier.Commands.Contains(c) && !optional.Contains(c))] })
                .Where(n => n.Commands.Count > 0),
        ];
    }

    /// <summary>Reads the definition off a class.</summary>
    /// <param name="type">A class with <see cref="FlowAttribute"/> that derives from a flow base class.</param>
    /// <exception cref="ArgumentException">It is not a flow; the message says what to change.</exception>
    public static FlowDefinition Of(Type type) => Known.GetValue(type, Read);

    private static FlowDefinition Read(Type type)
    {
        var flow = type.GetCustomAttribute<FlowAttribute>()
            ?? throw new ArgumentException($"{type} carries no [Flow(\"name\")]; add it.");
        if (!FlowName().IsMatch(flow.Name) || flow.Version < 1)
        {
            throw new ArgumentException($"{type} is named '{flow.Name}' version {flow.Version}; a name has lower-case letters, digits and hyphens, a version is 1 or more.");
        }

        if (FlowFallback.Of(flow)?.Fault(type) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        if (flow.Sensitive && (typeof(IThreadFlow).IsAssignableFrom(type) || typeof(IConferenceFlow).IsAssignableFrom(type)))
        {
            throw new ArgumentException($"{type} is no flow for calls, but says Sensitive = true, which is for digits and speech of calls; leave it out.");
        }

        if (type.IsDefined(typeof(DetectsMachinesAttribute)) && (typeof(IThreadFlow).IsAssignableFrom(type) || typeof(IConferenceFlow).IsAssignableFrom(type)))
        {
            throw new ArgumentException($"{type} is no flow for calls, but says [DetectsMachines], which is for calls that are placed; leave it out.");
        }

        return typeof(IFlow).IsAssignableFrom(type) && !type.IsAbstract
            ? new FlowDefinition(flow.Name, flow.Version, type)
            : throw new ArgumentException($"{type} is no flow: derive it from CallScript, CallFlow<TState>, ConferenceFlow<TState>, MessageScript or MessageFlow<TState>, and do not make it abstract.");
    }

    /// <summary>
    /// Whether an instance can be made: a flow that cannot would fail with each call, which is too late.
    /// </summary>
    /// <exception cref="ArgumentException">Its constructor takes something that is not registered; the message says
    /// what.</exception>
    internal void EnsureCreatable(IServiceProviderIsService services)
    {
        var missing = Type.GetConstructors()
            .Select(c => c.GetParameters().FirstOrDefault(p => !p.HasDefaultValue && !p.IsDefined(typeof(FromKeyedServicesAttribute)) && !services.IsService(p.ParameterType)))
            .ToList();
        if (missing.Count > 0 && missing.TrueForAll(p => p is not null))
        {
            throw new ArgumentException($"{Type} (flow '{Name}') takes a {missing[0]!.ParameterType} as '{missing[0]!.Name}', which is not registered; add it to the services.");
        }
    }

    internal FlowRun CreateRun(FlowAddress address, IServiceProvider services)
    {
        var run = ((IFlow)_create(services)).CreateRun(address);
        run.Machines = _machines;
        return run;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex FlowName();
}

/// <summary>What all flow base classes share; not for use outside this library.</summary>
internal interface IFlow
{
    /// <summary>Makes the machinery that runs this instance.</summary>
    FlowRun CreateRun(FlowAddress address);
}

/// <summary>What flow base classes for conferences share.</summary>
internal interface IConferenceFlow : IFlow;

/// <summary>What flow base classes for message threads share.</summary>
internal interface IThreadFlow : IFlow;
