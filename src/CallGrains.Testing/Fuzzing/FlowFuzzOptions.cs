using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing;

/// <summary>What <see cref="FlowFuzz"/> runs.</summary>
public sealed record FlowFuzzOptions
{
    /// <summary>How many runs; 1,000 by default.</summary>
    public int Seeds { get; init; } = 1000;

    /// <summary>
    /// The first seed, 1 by default; the number in a failure's message repeats that failure with one seed.
    /// </summary>
    public long FirstSeed { get; init; } = 1;

    /// <summary>
    /// Registers what the flows need, further flows and their numbers (<c>AddFlow&lt;T&gt;("+15550120")</c>), and
    /// options; runs once for each simulated process.
    /// </summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>
    /// How people come to flows, each person by one of them; empty for the way of the flow's kind: a call to it, or a
    /// text.
    /// </summary>
    public IReadOnlyList<FlowFuzzEntry> Entries { get; init; } = [];

    /// <summary>What people may press, one of them at a time; null for 1, 2, 5 and #.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>What people may write; null for a few words.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>What people may say into recordings, <c>""</c> for nothing; null for "Call me back.".</summary>
    public IReadOnlyList<string>? Speech { get; init; }

    /// <summary>Pictures and files of which one may come with a text.</summary>
    public IReadOnlyList<Uri> Media { get; init; } = [];

    /// <summary>Signals that may come from outside.</summary>
    public IReadOnlyList<FlowFuzzSignal> Signals { get; init; } = [];

    /// <summary>Further flows, which those of the entries start.</summary>
    public IReadOnlyList<Type> Others { get; init; } = [];

    /// <summary>
    /// The carrier's network, with the carrier's real adapter; null (the default) for
    /// <see cref="SimulatedNetwork.Bandwidth"/>.
    /// </summary>
    public SimulatedNetwork? Network { get; init; }

    /// <summary>The most people of one run; 2 by default.</summary>
    public int MostCallers { get; init; } = 2;
}

/// <summary>A way by which people come to a flow.</summary>
public sealed record FlowFuzzEntry
{
    private FlowFuzzEntry(Type flow, Fuzzing.Contact contact) => (Flow, Contact) = (flow, contact);

    /// <summary>The flow.</summary>
    public Type Flow { get; }

    internal Fuzzing.Contact Contact { get; }

    /// <summary>Our number.</summary>
    internal string Number { get; init; } = "+15550100";

    internal object? Args { get; init; }

    /// <summary>People call one of our numbers, and the flow answers.</summary>
    /// <param name="number">Our number.</param>
    /// <typeparam name="TFlow">The flow.</typeparam>
    public static FlowFuzzEntry Dials<TFlow>(string number = "+15550100") => new(typeof(TFlow), Fuzzing.Contact.Calls) { Number = number };

    /// <summary>The flow calls people, as the control API starts it.</summary>
    /// <param name="args">What it is given as <c>call.Args</c>; null for nothing.</param>
    /// <param name="number">Our number.</param>
    /// <typeparam name="TFlow">The flow.</typeparam>
    public static FlowFuzzEntry IsCalled<TFlow>(object? args = null, string number = "+15550100") => new(typeof(TFlow), Fuzzing.Contact.IsCalled) { Args = args, Number = number };

    /// <summary>People write to one of our numbers, and the flow answers.</summary>
    /// <param name="number">Our number.</param>
    /// <typeparam name="TFlow">The flow.</typeparam>
    public static FlowFuzzEntry Texts<TFlow>(string number = "+15550105") => new(typeof(TFlow), Fuzzing.Contact.Texts) { Number = number };

    internal static FlowFuzzEntry Of(Type flow, Fuzzing.Contact contact) =>
        new(flow, contact) { Number = contact == Fuzzing.Contact.Texts ? "+15550105" : "+15550100" };
}

/// <summary>A signal that may come to a flow from outside.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it carries; null for a number that counts up.</param>
public sealed record FlowFuzzSignal(string Name, object? Value = null);
