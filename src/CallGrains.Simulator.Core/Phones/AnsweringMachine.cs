namespace CallGrains.Simulator.Phones;

/// <summary>A machine that answers for somebody.</summary>
/// <param name="Greeting">How long it greets, from the answer on.</param>
/// <param name="Beeps">Whether it beeps then.</param>
internal sealed record AnsweringMachine(TimeSpan Greeting, bool Beeps);
