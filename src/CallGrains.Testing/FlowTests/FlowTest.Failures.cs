namespace CallGrains.Testing;

/// <content>Flows that fail: unexpected ones fail the test.</content>
public sealed partial class FlowTest
{
    private readonly List<string> _expected = [];
    private bool _isTold;

    /// <summary>
    /// The failures of all flows so far, in their order: exceptions that escaped from them, and why they cannot go on.
    /// </summary>
    public IReadOnlyList<string> Failures => [.. _world.Failures.Select(f => f.Message)];

    /// <summary>Says that a flow is to fail; another failure, or one that was not announced, fails the test.</summary>
    /// <param name="part">A part of the exception's type, message or stack; empty for any failure.</param>
    public void ExpectsFailure(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        _expected.Add(part);
    }

    /// <summary>The first failure that the test does not expect, in words; null for none.</summary>
    private string? Unexpected() =>
        _world.Failures.FirstOrDefault(f => !_expected.Exists(part => f.Message.Contains(part, StringComparison.Ordinal))) is { } failure
            ? $"The flow '{failure.Flow}' of {failure.Address} failed, and the test does not expect it (ExpectsFailure)."
            : null;
}
