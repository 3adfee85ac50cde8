namespace CallGrains.Testing;

/// <summary>
/// A fact that a test waits for does not come. The message says which, why it cannot come any more, what stops the flow
/// if something does, and the whole ladder.
/// </summary>
/// <param name="message">All of that.</param>
public sealed class FlowTestException(string message) : Exception(message);
