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

    /// <summary>Signals that may come from outside; empty for none.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>All flows of its processes.</summary>
    public FlowRegistry Registry => field ??= NewRegistry();

    public static FuzzTarget Of(Type flow) =>
        new(flow, typeof(IThreadFlow).IsAssignableFrom(flow) ? Contact.Texts : Contact.Calls);

    private FlowRegistry NewRegistry()
    {
        var options = new FlowOptions();
        foreach (var flow in Others.Prepend(Flow))
        {
            options.Types.Add(flow);
        }

        return new FlowRegistry(Options.Create(options));
    }
}
