namespace CallGrains.Simulator.Bxml;

/// <summary>A document that cannot be carried out; the message says what to write instead.</summary>
internal sealed class BxmlException(string message, Exception? cause = null) : Exception(message, cause);
