namespace CallGrains.AspNetCore.Operations;

/// <summary>The answer of <c>/healthz</c>.</summary>
/// <param name="Status">Always <c>up</c>: who can answer is up.</param>
public sealed record HealthReport(string Status);

/// <summary>The answer of <c>/readyz</c>.</summary>
/// <param name="Ready">Whether all checks are.</param>
/// <param name="Checks">Each check; those that are not ready say why.</param>
public sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessCheck> Checks);
