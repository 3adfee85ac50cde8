namespace CallGrains.Simulator.Errors;

/// <summary>Something that went wrong for the account, as <c>/errors</c> tells it.</summary>
internal sealed record UserError(string Id, DateTimeOffset Time, string Category, string Code, string Message, IReadOnlyList<(string Name, string Value)> Details);
