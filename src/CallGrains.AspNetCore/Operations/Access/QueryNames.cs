namespace CallGrains.AspNetCore.Operations;

/// <summary>The query parameters of an endpoint; others are refused. An endpoint without these has none.</summary>
/// <param name="Names">By name; case does not matter.</param>
internal sealed record QueryNames(IReadOnlyList<string> Names);
