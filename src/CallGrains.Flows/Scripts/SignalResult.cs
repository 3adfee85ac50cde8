namespace CallGrains.Flows;

/// <summary>What a wait for a signal came to.</summary>
/// <param name="Came">Whether a signal came in time.</param>
/// <param name="Value">What it carries; the type's default when none came, or it carried nothing.</param>
/// <typeparam name="T">What it carries.</typeparam>
public sealed record SignalResult<T>(bool Came, T? Value);
