namespace CallGrains.Tool.Scenarios;

/// <summary>
/// Facts about the call, waited for until all hold at once. What must not be heard is checked when the rest holds;
/// together with the state <c>completed</c> it is checked over the whole call.
/// </summary>
internal sealed record Expect(TimeSpan Within) : Step
{
    public string? ConnectedTo { get; init; }

    public string? State { get; init; }

    public string? Cause { get; init; }

    public IReadOnlyList<string> Heard { get; init; } = [];

    public IReadOnlyList<string> NotHeard { get; init; } = [];

    public override async Task RunAsync(Caller caller, CancellationToken stop)
    {
        var call = await caller.UntilAsync(Within, call => !Missing(call).Any(), call => string.Join("; ", Missing(call)), stop);
        var unwanted = NotHeard.Where(words => call.Sounds.Exists(sound => Caller.Contains(sound, words))).ToList();
        if (unwanted.Count > 0)
        {
            throw new StepFailedException($"it heard {Caller.Quote(unwanted)}, which it must not");
        }
    }

    public override string ToString() => "expect " + string.Join(", ", Parts());

    private IEnumerable<string> Missing(SimCall call)
    {
        foreach (var (name, wanted, found) in new[] { ("connectedTo", ConnectedTo, call.ConnectedTo), ("state", State, call.State), ("cause", Cause, call.Cause) })
        {
            if (wanted is not null && wanted != found)
            {
                yield return $"{name} is {found ?? "none"}, not {wanted}";
            }
        }

        foreach (var words in Heard.Where(words => !call.Sounds.Exists(sound => Caller.Contains(sound, words))))
        {
            yield return $"it has not heard \"{words}\", but {Caller.Quote(call.Sounds)}";
        }
    }

    private IEnumerable<string> Parts()
    {
        foreach (var (name, wanted) in new[] { ("connectedTo", ConnectedTo), ("state", State), ("cause", Cause) }.Where(part => part.Item2 is not null))
        {
            yield return $"{name} {wanted}";
        }

        foreach (var (name, texts) in new[] { ("heard", Heard), ("notHeard", NotHeard) }.Where(part => part.Item2.Count > 0))
        {
            yield return $"{name} {Caller.Quote(texts)}";
        }
    }
}
