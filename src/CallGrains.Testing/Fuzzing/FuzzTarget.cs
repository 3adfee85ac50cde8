using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing.Fuzzing;

/// <summary>How people reach a flow.</summary>
internal enum Contact
{
    /// <summary>They call one of our numbers.</summary>
    Calls,

    /// <summary>We call them.</summary>
    IsCalled,

    /// <summary>They write to one of our numbers.</summary>
    Texts,
}

/// <summary>A flow to fuzz.</summary>
/// <param name="Flow">The flow's class.</param>
/// <param name="Contact">How people reach it.</param>
internal sealed record FuzzTarget(Type Flow, Contact Contact)
{
    public string Name { get; } = FlowDefinition.Of(Flow).Name;

    /// <summary>What is named in reports and on the command line.</summary>
    public string Title => Contact == Contact.IsCalled ? $"{Name}-out" : Name;

    /// <summary>Flows that it starts.</summary>
    public IReadOnlyList<Type> Others { get; init; } = [];

    /// <summary>The carrier's network; null for the carrier of the kernel's own tests.</summary>
    public SimulatedNetwork? Network { get; init; }

    /// <summary>The most people of one run.</summary>
    public int MostCallers { get; init; } = 2;

    /// <summary>
    /// Whether those who are in a conference stay there until they hang up, long after all else is calm.
    /// </summary>
    public bool Meets { get; init; }

    /// <summary>Services that its flows need.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>What people may press, one of them at a time.</summary>
    public IReadOnlyList<string> Keys { get; init; } = ["1", "2", "#", "5"];

    /// <summary>What people may write.</summary>
    public IReadOnlyList<string> Words { get; init; } = ["BOOK", "Friday", "STOP", "START", "HELP", "hello"];

    /// <summary>What people may say into recordings; null for what the carrier takes for it.</summary>
    public IReadOnlyList<string>? Speech { get; init; }

    /// <summary>What may come with a text.</summary>
    public IReadOnlyList<Uri> Media { get; init; } = [];

    /// <summary>Signals that may come from outside; empty for none.</summary>
    public IReadOnlyList<FlowFuzzSignal> Signals { get; init; } = [];

    /// <summary>The ways people come; one for each person.</summary>
    public IReadOnlyList<FlowFuzzEntry> Entries { get; init; } = [];

    /// <summary>How a person comes.</summary>
    public FlowFuzzEntry EntryOf(int chance) => Entries.Count == 0 ? FlowFuzzEntry.Of(Flow, Contact) : Entries[chance % Entries.Count];

    /// <summary>The names of the flows that people come to.</summary>
    public IEnumerable<string> EntryFlows => Entries.Count == 0 ? [Name] : Entries.Select(e => FlowDefinition.Of(e.Flow).Name).Distinct();

    /// <summary>All flows of its processes.</summary>
    public FlowRegistry Registry => field ??= NewRegistry();

    /// <summary>Whether the carrier of a network has all that its flows need.</summary>
    public bool Fits(SimulatedNetwork network) =>
        Others.Concat(Entries.Select(e => e.Flow)).Prepend(Flow).All(flow => FlowDefinition.Of(flow).LackingAt(network.Capabilities).Count == 0);

    public static FuzzTarget Of(Type flow) =>
        new(flow, typeof(IThreadFlow).IsAssignableFrom(flow) ? Contact.Texts : Contact.Calls);

    public static FuzzTarget Of(Type flow, FlowFuzzOptions options)
    {
        var target = Of(flow);
        return target with
        {
            Services = options.Services,
            Others = options.Others,
            Entries = options.Entries,
            Keys = options.Keys ?? target.Keys,
            Words = options.Words ?? target.Words,
            Speech = options.Speech,
            Media = options.Media,
            Signals = options.Signals,
            MostCallers = options.MostCallers,
            Network = options.Network ?? SimulatedNetwork.Bandwidth,
        };
    }

    /// <summary>
    /// The flows that are named, and those that the test's own services register, with their numbers.
    /// </summary>
    private FlowRegistry NewRegistry()
    {
        var services = new ServiceCollection().AddOptions();
        Services?.Invoke(services);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<FlowOptions>>().Value;
        foreach (var flow in Others.Concat(Entries.Select(e => e.Flow)).Prepend(Flow).Except(options.Types).Distinct().ToList())
        {
            options.Types.Add(flow);
        }

        return new FlowRegistry(Options.Create(options));
    }
}
