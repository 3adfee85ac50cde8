namespace CallGrains.Benchmarks.References;

/// <summary>What the bench tells its references by their environment.</summary>
internal static class BenchVariables
{
    /// <summary>Names <see cref="Carrier"/>.</summary>
    public const string CarrierName = "BENCH_CARRIER";

    /// <summary>Names <see cref="Postgres"/>.</summary>
    public const string PostgresName = "BENCH_POSTGRES";

    /// <summary>Where commands go.</summary>
    public static Uri Carrier => new(Environment.GetEnvironmentVariable(CarrierName)!);

    /// <summary>The connection string of the reference's database.</summary>
    public static string Postgres => Environment.GetEnvironmentVariable(PostgresName)!;
}
