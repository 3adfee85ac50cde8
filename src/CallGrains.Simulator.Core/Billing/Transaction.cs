namespace CallGrains.Simulator.Billing;

/// <summary>One movement of the account; without a product for payments.</summary>
internal sealed record Transaction(string Id, DateTimeOffset Time, string Type, decimal Amount, int? Units, string? Product, string? Number, string? ResourceId);
