using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>A carrier's own client from npm, run once: what became of each of its methods.</summary>
public abstract class NodeClientRun : IAsyncLifetime
{
    /// <summary>By method; null for one that worked, else what went wrong.</summary>
    public IReadOnlyDictionary<string, string?> Results { get; private set; } = new Dictionary<string, string?>();

    public async ValueTask InitializeAsync() =>
        Results = (await RunAsync()).Select(line => JsonNode.Parse(line)!).ToDictionary(line => (string)line["method"]!, line => (string?)line["error"]);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the client's program; returns the lines that it wrote.</summary>
    protected abstract Task<string[]> RunAsync();
}

/// <summary>What the tests of each client have in common.</summary>
internal static class NodeClient
{
    /// <summary>The rows of a table with a resource and its methods in each line, and more.</summary>
    public static TheoryData<string> Rows(string table, params string[] more) =>
    [
        .. table.Split('\n').Select(line => line.Trim().Split(": ")).SelectMany(parts => parts[1].Split(' ').Select(method => $"{parts[0]}.{method}")),
        .. more,
    ];

    public static void AssertWorks(this NodeClientRun run, string method)
    {
        Assert.True(run.Results.TryGetValue(method, out var error), $"{method} was not called; done: {string.Join(", ", run.Results.Keys)}");
        Assert.True(error is null, error);
    }

    public static void AssertIsWhole(this NodeClientRun run, TheoryData<string> methods) => Assert.Equal(methods.Select(row => row.Data).Order(), run.Results.Keys.Order());
}
