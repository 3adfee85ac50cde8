namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>Counts how often steps really ran, over all processes of a run. For one thread.</summary>
internal sealed class StepCounter
{
    public int Count { get; private set; }

    public Task<int> RunAsync() => Task.FromResult(++Count);
}
