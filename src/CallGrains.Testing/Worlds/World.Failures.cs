using System.Text.Json;

namespace CallGrains.Testing.Worlds;

/// <summary>A flow that threw, or that cannot go on.</summary>
/// <param name="Address">Its grain.</param>
/// <param name="Flow">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Message">The exception.</param>
internal sealed record FlowFailure(FlowAddress Address, string Flow, int Version, string Message);

/// <content>Which flows failed.</content>
internal sealed partial class World
{
    private readonly List<FlowFailure> _failures = [];

    /// <summary>What was journalled as a failure so far, in its order.</summary>
    public IReadOnlyList<FlowFailure> Failures
    {
        get
        {
            lock (_failures)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>An append is in the journal.</summary>
    public void Appended(JournalAppend append)
    {
        foreach (var failure in append.Entries.Select(e => FailureIn(e.Body)).OfType<string>())
        {
            var end = failure.IndexOfAny(['\r', '\n']);
            TraceLog.Host($"the flow of {append.Summary.Address} failed: {(end < 0 ? failure : failure[..end])}");
            lock (_failures)
            {
                _failures.Add(new FlowFailure(append.Summary.Address, append.Summary.Flow, append.Summary.FlowVersion, failure));
            }
        }
    }

    private static string? FailureIn(ReadOnlyMemory<byte> body)
    {
        var isDecision = body.Span.IndexOf("\"failure\":"u8) >= 0;
        if (!isDecision && body.Span.IndexOf("\"kind\":\"fault\""u8) < 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(body);
        var (kind, name) = isDecision ? ("decision", "failure") : ("fault", "message");
        return json.RootElement.TryGetProperty("kind", out var found) && found.ValueEquals(kind) && json.RootElement.TryGetProperty(name, out var text) ? text.GetString() : null;
    }
}
