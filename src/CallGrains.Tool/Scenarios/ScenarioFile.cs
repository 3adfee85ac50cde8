using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Scenarios;

/// <summary>What one kind of caller does, and how often it comes in the mix.</summary>
internal sealed record Scenario(string Name, int Weight, IReadOnlyList<Step> Steps);

/// <summary>Reads the callers of a file.</summary>
internal sealed class ScenarioFile
{
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(30);
    private static readonly string[] OnCalls = ["hear", "press", "say", "sayNothing", "hangUp", "expect"], Waiting = ["hear", "receive", "expect"];

    private readonly List<Fault> _faults = [];
    private readonly TimeSpan _within;

    private ScenarioFile(TimeSpan within) => _within = within;

    /// <exception cref="DocumentException">It is wrong; the message names every fault with its line.</exception>
    public static IReadOnlyList<Scenario> Read(string file)
    {
        var root = DocumentReader.Read(file, Schema.Load("scenario.schema.json"));
        var reader = new ScenarioFile(Seconds(root, "within") ?? DefaultWithin);
        var scenarios = root["scenarios"]!.Items.Select(reader.Scenario).ToList();
        reader.CheckNames(root["scenarios"]!.Items);
        return reader._faults.Count == 0 ? scenarios : throw new DocumentException(file, reader._faults);
    }

    private Scenario Scenario(Node node)
    {
        var steps = node["steps"]!.Items;
        CheckOrder(steps);
        return new Scenario(node.Text("name")!, (int)(node.Number("weight") ?? 1), [.. steps.Select(Step)]);
    }

    private Step Step(Node node)
    {
        if (node["within"] is { } limit && !Waiting.Any(verb => node[verb] is not null))
        {
            _faults.Add(limit.Fault($"{node.Path} has 'within', but does not wait; write it with {string.Join(", ", Waiting)}."));
        }

        var within = Seconds(node, "within") ?? _within;
        return node switch
        {
            _ when node.Text("dial") is { } number => new Dial(number, node.Text("from")) { Line = node.Line },
            _ when node.Text("hear") is { } text => new Hear(text, within) { Line = node.Line },
            _ when node.Text("press") is { } keys => new Press(keys) { Line = node.Line },
            _ when node.Text("say") is { } words => new Say(words) { Line = node.Line },
            _ when Seconds(node, "sayNothing") is { } time => new SayNothing(time) { Line = node.Line },
            _ when node.Text("text") is { } message => new Text(message, node.Text("to")!) { Line = node.Line },
            _ when node.Text("receive") is { } answer => new Receive(answer, within) { Line = node.Line },
            _ when node["expect"] is { } facts => Expect(facts, within) with { Line = node.Line },
            _ => new HangUp { Line = node.Line },
        };
    }

    private Expect Expect(Node facts, TimeSpan within)
    {
        if (facts.Members.Count == 0)
        {
            _faults.Add(facts.Fault($"{facts.Path} expects nothing; write at least one of connectedTo, state, cause, heard, notHeard."));
        }

        return new Expect(within)
        {
            ConnectedTo = facts.Text("connectedTo"),
            State = facts.Text("state"),
            Cause = facts.Text("cause"),
            Heard = [.. facts.Texts("heard")],
            NotHeard = [.. facts.Texts("notHeard")],
        };
    }

    private void CheckOrder(List<Node> steps)
    {
        var dialled = steps.FindIndex(step => step["dial"] is not null);
        _faults.AddRange(
            from step in dialled < 0 ? steps : steps[..dialled]
            from verb in OnCalls
            where step[verb] is not null
            select step.Fault($"{step.Path} has '{verb}', but nothing was dialled before; put a step with 'dial' first."));
        var texted = steps.FindIndex(step => step["text"] is not null);
        _faults.AddRange(
            from step in texted < 0 ? steps : steps[..texted]
            where step["receive"] is not null && dialled < 0
            select step.Fault($"{step.Path} has 'receive', but nothing was dialled or texted before that could bring a message; put such a step first."));
    }

    private void CheckNames(List<Node> scenarios) => _faults.AddRange(
        from same in scenarios.GroupBy(scenario => scenario.Text("name"), StringComparer.Ordinal)
        from scenario in same.Skip(1)
        select scenario["name"]!.Fault($"{scenario.Path}.name is '{same.Key}' as in line {same.First()["name"]!.Line}; give each scenario its own name."));

    private static TimeSpan? Seconds(Node node, string name) => node.Number(name) is { } seconds ? TimeSpan.FromSeconds((double)seconds) : null;
}
