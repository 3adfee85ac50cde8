namespace CallGrains.Benchmarks.References;

/// <summary>Nobody changes one that was read, so Orleans need not copy it.</summary>
[GenerateSerializer(GenerateFieldIds = GenerateFieldIds.PublicProperties)]
[Immutable]
public sealed partial record CallbackBody;
